// The text of a journal record: one line a fact, readable with sqlite3(1).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/fact.h"

namespace greycache {

// Lines of words with one blank between them, times in Unix seconds:
//   connect SRC SENDER_NAME SENDER_DOMAIN RCPT FIRST_SEEN
//   from_awl SRC SENDER_NAME SENDER_DOMAIN FIRST_SEEN LAST_SEEN
//   domain_awl SRC SENDER_DOMAIN FIRST_SEEN LAST_SEEN
//   correspondent SRC SENDER_NAME SENDER_DOMAIN FIRST_SEEN LAST_SEEN
// A program that does not know a kind leaves its lines out, and counts them.
// What no name of a fact holds (blanks, control characters, bytes beyond ASCII) is percent-encoded,
// so that no name can break its line.
std::string encode_record(std::span<const Fact> facts);

// Appends the facts of a record and returns the number of lines that are not as above, or whose
// fact is not sound; those are left out.
std::size_t decode_record(std::string_view record, std::vector<Fact>& facts);

}  // namespace greycache
