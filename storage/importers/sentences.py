"""Every sentence that reading a file can say: what is wrong, and the way out."""

# about a cell
NOT_A_DATE = "{value} is not a date; write it as 2026-11-20."
WHICH_DATE = (
    "{value} can be day or month first; write it as 2026-11-20 or give date_format in a map."
)
NOT_A_MOMENT = "{value} is not a date or time; write it as 2026-11-20 or 2026-11-20T14:30:00+08:00."
NOT_AN_AMOUNT = "{value} is not an amount; write it as 1234.50."
WHICH_AMOUNT = "{value} can be {one} or {other}; write it as 1234.50 or give decimal_mark in a map."
NOT_A_NUMBER = "{value} is not a number; write it as 0.95."
NOT_DAYS = "{value} is not a number of days; write it as 30."
NOT_A_CURRENCY = "{value} is not a currency; write its ISO 4217 code, such as CNY or USD."
NOT_A_PERIOD = (
    "{value} is not a period; write it as 2026-10, 2026-Q3, 2026 or 2026-10-01..2026-11-15."
)
NOT_A_ROLE = (
    "{value} is not a role; write sales, project_manager, finance, customer_service or other."
)
NOT_A_RIGHT = "{value} is not a right; write finance, hr or admin, several as finance;hr."
NOT_AN_INVOICE_KIND = (
    "{value} is neither an invoice nor a credit note; write invoice or credit_note."
)
NOT_AN_EXEMPTION_KIND = "{value} is neither exclude nor extend; write one of them."
NOT_AN_OUTCOME = "{value} is no outcome of a dispute; write open, for_us or for_customer."
NOT_YES_OR_NO = "{value} is neither yes nor no; write yes or no."
NOT_SHARES = "{value} does not say who owns how much; write it as A:60;B:40."
SHARES_SUM = "{value} sums to {sum}, not to 100; write shares that sum to 100, as A:60;B:40."
SHARES_TWICE = "{value} names {person} twice; write each owner once."
SHORTENED = "A spreadsheet shortened {value}; format the column as text and export it again."
BROKEN = "{value} is a spreadsheet's error; repair the cell and export it again."
TOO_LONG = "The cell has {count} characters, more than {limit}; shorten it."

# about a row
EMPTY = "{column} is empty; fill it in."
ALL_EMPTY = "{columns} are empty; fill in one of them."
NEGATIVE_INVOICE = "{value} is negative; write kind credit_note if it is a credit note."
NEGATIVE_PAYMENT = "{value} is negative; name the payment it takes back in reverses_id."
NEGATIVE = "{value} is negative; write zero or more."
NOT_ABOVE_ZERO = "{value} is not above zero; correct it or leave the row out."
TWO_OWNERS = "owner_id says {one}, owners says {other}; keep one of them."
OTHER_CURRENCY = "{value} is written in {sign}, the currency of the row is {currency}; correct one."
WHICH_CURRENCY = "{value} does not say which currency it is; fill in the column currency."
CELLS = "The row has {count} cells, the header {expected}; put cells that hold a {mark} in quotes."

# about the whole file
NO_BYTES = "The file is empty."
NOT_TEXT = "This is no text file; save it as CSV in UTF-8."
NOT_CSV = "Row {row} cannot be split into cells; check its quotes and its length."
NOT_DECODED = "The file is neither UTF-8 nor Chinese GB 18030; give its encoding in a map."
NOT_IN_ENCODING = "The file is not in {encoding}; correct the encoding in the map."
TOO_MANY_COLUMNS = "The file has {count} columns, more than {limit}; leave some out."
NO_KIND = "There is no kind {kind} to import; there are {kinds}."
MISSING = "There is no column {columns}; name its header in a map. The file has {headers}."
TWO_HEADERS = "The headers {headers} can all be {column}; name one of them in a map."

# about a column map
NO_MAP = "There is no map {map}; give a TOML file or one of: {maps}."
NOT_TOML = "The map is not TOML: {reason}."
MAP_VALUE = "{key} in the map cannot be {value}; write {expected}."
MAP_COLUMN = "The map names {column}, which {kind} do not have; did you mean {nearest}?"
MAP_HEADER = "The map looks for the header {header}, which the file does not have; is it {nearest}?"
MAP_TWICE = "The file has the header {header} of the map more than once; rename one of them."
MAP_DEFAULT = "The default of {column} cannot be read: {reason}"
