// Words of the form name=value as lines of a request; the last of a name counts.
#include "greyctl/query.h"

#include <fmt/format.h>

#include "common/text.h"
#include "common/written_request.h"

namespace greycache {

tl::expected<std::string, std::string> policy_request_of(const std::vector<std::string>& words) {
  std::string lines;
  for (const std::string& word : words) {
    const bool breaks = word.find_first_of(std::string_view("\n\0", 2)) != std::string::npos;
    if (breaks || word.find('=') == std::string::npos || word.front() == '=') {
      return tl::make_unexpected(
          fmt::format("'{}' is no attribute; write name=value, as in client_address=192.0.2.1",
                      escaped(word, 100)));
    }
    lines += word + "\n";
  }
  return written_request(lines);
}

}  // namespace greycache
