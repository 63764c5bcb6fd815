// Which facts make sense. What stands in a row, a field or a file may have been written by anybody:
// whoever reads or writes facts asks here, so that what is behind it may count on names and times.
#pragma once

#include <cstddef>
#include <string_view>

#include "greycache/policy/fact.h"

namespace greycache {

// Of a name, in bytes: what percent-encoding makes of the longest one (see Keys), and room.
inline constexpr std::size_t kLongestName = 1023;
// The end of the year 9999, UTC. The earliest time that makes sense is 0, in 1970.
inline constexpr UnixTime kLatestTime = 253'402'300'799;

bool is_sound_time(UnixTime time);
// Printable ASCII without blanks, not empty, kLongestName bytes at most.
bool is_sound_name(std::string_view name);
// Whether it has the names of its kind and no others, all sound, and sound times.
bool is_sound(const Fact& fact);

}  // namespace greycache
