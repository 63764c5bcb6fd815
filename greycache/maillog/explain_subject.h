// What somebody asks the history about: told from a word or a line of a log.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

// A reference ("7K3M9QXA", in either case, or "(ref 7K3M9QXA)" in a reply), an address of a client,
// a mail address ("user@domain", "@domain", "<>") of sender or recipient, a client's name or its
// organisation; or a line about one mail: Postfix's ("NOQUEUE: reject: RCPT from ...", whatever is
// "from=<...> to=<...>", and what it says of mail that came in), or the daemon's own in either
// form; "from=<...>" alone; or a sender and a recipient with a comma or a blank between. What comes
// out are words of the control socket's "explain", each key once, each value percent-encoded. The
// error says what may be asked. `argument` is untrusted.
tl::expected<std::string, std::string> explain_subject(std::string_view argument);

}  // namespace greycache
