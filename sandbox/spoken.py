"""What Slack says itself, to one person and in that person's language."""

from sandbox.core import Slack

INVALID = "{command} is not a valid command."
NOT_IN_THREADS = "{command} is not supported in threads. Sorry!"
FAILED = '{command} failed with the error "{error}"'
TROUBLE = "We had some trouble connecting. Try again?"
REQUIRED = "Please complete this required field."
TOO_SHORT = "Must be at least {number} characters long"
TOO_LONG = "Must be at most {number} characters long"

_CHINESE = {
    INVALID: "{command} 不是有效的命令。",
    NOT_IN_THREADS: "抱歉，消息列中不能使用 {command}。",
    FAILED: "{command} 执行失败，错误为“{error}”",
    TROUBLE: "连接出现问题，要重试吗？",
    REQUIRED: "请填写此必填字段。",
    TOO_SHORT: "至少需要 {number} 个字符",
    TOO_LONG: "最多 {number} 个字符",
}


def spoken(slack: Slack, user: str, sentence: str, **values: object) -> str:
    """Say one of the sentences above."""
    is_chinese = slack.state.members[user].locale.lower().startswith("zh")
    return (_CHINESE[sentence] if is_chinese else sentence).format(**values)
