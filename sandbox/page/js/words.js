// The page's own words, in the language of the person who looks at it.

const ZH = {
  "Channels": "频道",
  "Direct messages": "私信",
  "App": "应用",
  "Home": "主页",
  "Messages": "消息",
  "Thread": "消息列",
  "Only visible to you": "仅对你可见",
  "edited": "已编辑",
  "Message {name}": "发消息到 {name}",
  "Reply…": "回复…",
  "Send": "发送",
  "Reply in thread": "在消息列中回复",
  "More actions": "更多操作",
  "Close": "关闭",
  "Cancel": "取消",
  "Today": "今天",
  "Yesterday": "昨天",
  "Guest": "访客",
  "Other company": "外部公司",
  "Admin": "管理员",
  "Deactivated": "已停用",
  "Shared": "外部共享",
  "Archived": "已归档",
  "Find a person": "查找人员",
  "Switch person": "切换人员",
  "Nobody found": "没有找到",
  "You are": "当前身份",
  "App connected": "应用已连接",
  "App not connected": "应用未连接",
  "Reconnecting…": "正在重新连接…",
  "{count} members": "{count} 位成员",
  "1 member": "1 位成员",
  "{count} replies": "{count} 条回复",
  "1 reply": "1 条回复",
  "Last reply {time}": "最近回复 {time}",
  "This is the very beginning of {name}": "这是 {name} 的开头",
  "This app has no Home tab content for you yet.": "此应用还没有为你准备主页内容。",
  "Type / for commands": "输入 / 查看命令",
  "Select": "请选择",
  "Search": "搜索",
  "No results": "没有结果",
  "optional": "选填",
  "New messages": "新消息",
  "Theme: {name}": "主题：{name}",
  "automatic": "自动",
  "light": "浅色",
  "dark": "深色",
  "Join channel": "加入频道",
  "You are not in this channel.": "你还不在这个频道中。",
  "Skip to the message box": "跳到消息输入框",
  "Open menu": "打开菜单",
  "New message from {name}": "{name} 发来新消息",
  "The app did not answer. Please try again.": "应用没有响应，请重试。",
  "Something went wrong: {error}": "出错了：{error}",
  "Remove {name}": "移除 {name}",
  "Show table": "查看数据",
  "APP": "应用",
  "You cannot write here.": "这里不能发消息。",
  "This person sees no conversation.": "此人看不到任何会话。",
  "Jump to the newest": "跳到最新消息",
  "just now": "刚刚",
  "Move the clock": "调时钟",
  "In 10 minutes": "10 分钟后",
  "Tomorrow morning": "明天早上",
  "Next Monday": "下周一",
  "First working day of next month": "下月第一个工作日",
  "Attach a file": "添加文件",
};

let language = "en";

export function speak(locale) {
  language = locale && locale.toLowerCase().startsWith("zh") ? "zh" : "en";
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

export function locale() {
  return language === "zh" ? "zh-CN" : "en-US";
}

export function say(sentence, values = {}) {
  const template = (language === "zh" && ZH[sentence]) || sentence;
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
