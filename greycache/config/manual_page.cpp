// The manual page greycache.conf(5), made from the table of settings.
#include "greycache/config/manual_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/places.h"
#include "common/version.h"
#include "greycache/config/setting_paragraph.h"
#include "greycache/config/settings_table.h"
#include "greycache/config/sqlgrey_keys.h"

namespace greycache {

namespace {

constexpr const char kHead[] = R"(.SH NAME
greycache.conf \- configuration of the greylisting policy service greycache
.SH DESCRIPTION
.BR greycache (8)
and
.BR greyctl (8)
read this file at start; greycache reads it again on SIGHUP.
It has the syntax and the names of SQLgrey's
.IR sqlgrey.conf ,
which can be used as it is.
Without the option
.B \-\-config
the file is
.IR )" GREYCACHE_CONF_DIR R"(/greycache.conf ,
and where that does not exist all defaults hold.
.PP
.B greycache \-\-check\-config
tells all errors in the file with their lines;
.B greycache \-\-print\-config
prints the settings in effect.
.SH SYNTAX
One setting a line:
.PP
.RS 4
.I name
.B =
.I value
.RE
.PP
What follows a
.B #
is a comment, in a value, too; there is no way to escape it.
Blanks around name and value do not count, quotes have no meaning.
A line without
.B =
sets an empty value.
Of repeated lines the last counts, with a warning.
A name that is not known is an error.
.SH UNITS
A span of time is a number, fractions allowed, in the unit named with the setting, or a number with
a unit of its own:
.BR ms ,
.B s
(seconds),
.B m
(minutes),
.B h
(hours),
.B d
(days) or
.B w
(weeks).
A size is a number of bytes, or a number with
.BR k ,
.B m
or
.BR g ,
the 1024\-fold of each other.
On is written
.BR on ,
.BR yes ,
.B true
or
.BR 1 ;
off is written
.BR off ,
.BR no ,
.B false
or
.BR 0 .
)";

constexpr const char kClosing[] = R"(.SH FILES
.I )" GREYCACHE_CONF_DIR R"(/greycache.conf
.SH SEE ALSO
.BR greycache (8),
.BR greyctl (8),
.BR policy\-helper (8),
.BR access (5)
)";

std::string roff(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\') {
      safe += "\\e";
    } else if (c == '-') {
      safe += "\\-";
    } else if ((c == '.' || c == '\'') && safe.empty()) {
      safe += fmt::format("\\&{}", c);
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper;
}

std::string setting_entry(const Setting& setting) {
  const SettingParagraph said = paragraph_of(setting);
  const std::string value = setting.default_text.empty()
                                ? said.default_value
                                : fmt::format("\\fB{}\\fR", roff(said.default_value));
  std::string entry = fmt::format(".TP\n.B {}\n{}\n.br\n{} Default: {}. {}\n", roff(setting.name),
                                  roff(said.help), roff(said.type), value, roff(said.more));
  if (!said.sqlgrey.empty()) entry += fmt::format(".br\n{}\n", roff(said.sqlgrey));
  return entry;
}

std::string sqlgrey_entries() {
  std::string entries =
      ".SH KEYS OF SQLGREY\nThese are read for the sake of files that were written for SQLgrey.\n";
  for (const SqlgreyKey& key : sqlgrey_keys()) {
    entries += fmt::format(".TP\n.B {}\n", roff(key.name));
    if (key.use == SqlgreyKeyUse::alias) {
      entries += fmt::format("The same as\n.BR {} .\n", roff(key.instead));
    } else {
      entries += roff(sentence_of(key)) + "\n";
    }
  }
  return entries;
}

}  // namespace

std::string manual_page() {
  std::string page = fmt::format(".TH GREYCACHE.CONF 5 \"\" \"greycache {}\"\n{}", kVersion, kHead);
  std::string_view group;
  for (const Setting& setting : settings_table()) {
    if (setting.group != group) page += fmt::format(".SH {}\n", upper_case(setting.group));
    group = setting.group;
    page += setting_entry(setting);
  }
  return page + sqlgrey_entries() + kClosing;
}

}  // namespace greycache
