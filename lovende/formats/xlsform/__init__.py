"""XLSForm, the field's spreadsheet format for questionnaires: `.xlsx`, `.xls`, `.csv`, `.md`.

Beside the standard columns, which any XLSForm tool reads, these are our own; other tools ignore
them:

- survey `number`: the number printed in reports ("15").
- survey `other`: the name of the text question that takes "other, please state".
- survey `repeat_while`, `repeat_max` on the row that begins a repeat: the condition, over the
  latest round, under which one more round follows, and the most rounds there can be.
- choices `role`: `dont_know`, `exclusive` (cannot be combined with others) or `other`. A form
  whose `role` column has other words is taken to use it for choice filters.
- choices `ordinal`: `yes` on the first row of a list whose options form a scale.
- settings `form_title_da`, `form_title_en`, ...: the title where it has more than one language.

What becomes what:

- A group with the appearance `table-list`, or a select with the appearance `label` followed by
  selects with `list-nolabel` on the same list, becomes a matrix where all its rows are single
  choices of one list that differ in nothing that a matrix row has not. Else it stays a group.
- A group with the appearance `field-list` is a page.
- `or_other` adds the choice `other` and a text question, as pyxform does. Nothing else about the
  role of a choice is guessed.
- `range` becomes a number with a constraint, `acknowledge` a question with the one choice `OK`,
  `hidden` and `today` a calculation. `rank`, maps, media, barcodes, files and data about the
  device are left out with a warning.
- A condition that uses a function we cannot evaluate, or a question that was left out, is left
  out with a warning.
"""

from lovende.formats.xlsform.reading import read_xlsform, xlsform_markdown
from lovende.formats.xlsform.writing import write_xlsform

__all__ = ["read_xlsform", "write_xlsform", "xlsform_markdown"]
