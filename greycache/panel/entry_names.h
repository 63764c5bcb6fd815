// Whether a name of an entry, which may be cut or an organisation's, is that of a mail.
#pragma once

#include <string_view>

namespace greycache {

// Whether a key part tells all of its name, and that is text.
bool is_whole_name(std::string_view part);

// All names are key parts (policy/keys.h). `domain` is a sender's; in an entry of an organisation
// the sender's organisation stands in its place, as in that of anybody his domain.
bool is_domain_of(std::string_view of_entry, std::string_view domain);

// An organisation's name is cut shorter in an entry than in the history.
bool is_organisation_of(std::string_view of_entry, std::string_view organisation);

}  // namespace greycache
