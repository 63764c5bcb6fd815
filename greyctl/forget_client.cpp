// Commands about what is forgotten, and their pages.
#include "greyctl/forget_client.h"

#include <fmt/format.h>

#include "common/text.h"
#include "greycache/policy/expectation/expectation.h"

namespace greycache {

ClientResult forget_command(const ForgetOptions& options) {
  const bool one = trimmed(options.what).empty() != trimmed(options.source).empty();
  if (!one) {
    return tl::make_unexpected(
        "forget needs whom: an ADDRESS, a NETWORK, an organisation, user@domain, @domain or '<>'; "
        "or --source NAME; or --list");
  }
  const bool source = !options.source.empty();
  const std::string whom = percent_encoded(trimmed(source ? options.source : options.what));
  if (options.remove) return fmt::format("forget {} {}", source ? "remove-source" : "remove", whom);
  if (const auto why = parse_expected_why(options.why); !why) {
    return tl::make_unexpected("--why: " + why.error());
  }
  return fmt::format("forget {} {} {}", source ? "add-source" : "add", whom,
                     percent_encoded(options.why));
}

ClientResult forgotten_listing(bool json, const AskDaemon& ask) {
  if (json) return listing_json("forget list-json", " ", ask);
  return listing_text("forget list", " ", ask, "nothing is forgotten\n");
}

}  // namespace greycache
