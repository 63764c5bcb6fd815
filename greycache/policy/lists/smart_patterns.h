// What greymethod smart recognises in a client's name: mail servers and access networks.
#pragma once

#include <memory>
#include <string_view>

#include "greycache/policy/lists/list_pattern.h"
#include "greycache/policy/lists/list_text.h"

namespace greycache {

// The patterns of smtp_server.regexp and dyn_fqdn.regexp, found without regard to case. A copy
// shares them; one thread at a time asks.
class SmartPatterns {
 public:
  // Take the text of a file that holds one pattern. A byte order mark, blank lines and lines that
  // begin with '#' are left out (SQLgrey reads all three as patterns); of several patterns the last
  // counts, as in SQLgrey, with a complaint. A file without a pattern matches nothing. False where
  // the pattern is no regular expression: the one from before stays.
  bool read_smtp_server(std::string_view text, ListComplaints& complaints);
  bool read_dyn_fqdn(std::string_view text, ListComplaints& complaints);

  // The line of such a file whose pattern counts; an empty one where there is none.
  static ListLine counting_line(std::string_view text);

  bool is_smtp_server(std::string_view client_name) const;
  bool is_dynamic(std::string_view client_name) const;

 private:
  std::shared_ptr<const ListPattern> smtp_server_;
  std::shared_ptr<const ListPattern> dyn_fqdn_;
};

}  // namespace greycache
