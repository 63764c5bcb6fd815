// A line of a list that holds what was asked about.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

struct ListedLine {
  std::string file;  // "clients_ip_whitelist.local"
  int line = 0;      // from 1
  std::string text;  // see shown_line()

  // "clients_ip_whitelist.local:12: 192.0.2.0/24"
  std::string shown() const;
};

// A line as it stands in its file, with the backslashes of a pattern; all else is escaped(). What
// is longer than 200 bytes ends in "...".
std::string shown_line(std::string_view line);

}  // namespace greycache
