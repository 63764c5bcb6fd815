// A line of a .local list of conf_dir, put there and taken out as an operator would do it.
#pragma once

#include <cstdint>
#include <string>

#include <tl/expected.hpp>

#include "common/duration.h"
#include "greyctl/list_entry.h"

namespace greycache {

struct LocalListError {
  enum class Kind : std::uint8_t {
    written_wrong,  // why it is there is nothing that can stand in a comment
    there_already,  // a list holds it
    not_permitted,  // this account may not write the list, or not read it
    cannot_write,   // or nobody can now
  };
  Kind kind = Kind::cannot_write;
  std::string message;  // a sentence
};

// Adds an entry to clients_ip_whitelist.local, clients_fqdn_whitelist.local or
// senders_whitelist.local, below a comment with the day and `why`, which may be empty; returns
// which line of which file it is ("clients_ip_whitelist.local:12"). Refused is what that list, or
// the shipped one of the kind, holds, by a wider network or name, too, and a line that a full list
// would leave out. A symbolic link stays one: what it leads to gets the line. One program at a time
// writes; the file is as it was or has the line, also after a power cut. The daemon takes it within
// about a second.
tl::expected<std::string, LocalListError> add_local_line(const std::string& conf_dir,
                                                         const ListEntry& entry,
                                                         const std::string& why, UnixTime now);

struct RemovedLines {
  std::string
      taken;         // "clients_ip_whitelist.local:12, clients_ip_whitelist.local:14"; may be empty
  std::string left;  // "clients_ip_whitelist:3": a line that lets through all the same; or empty
};

// Takes every line of the .local list out that says what the entry says, with the comment of
// add_local_line() above it. Lines of the shipped list stay, and those of wider networks and names.
tl::expected<RemovedLines, LocalListError> remove_local_line(const std::string& conf_dir,
                                                             const ListEntry& entry);

}  // namespace greycache
