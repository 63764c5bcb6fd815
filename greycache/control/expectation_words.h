// The words for what an operator lets through.
#pragma once

#include <string>

#include "greycache/policy/expectation/expectation.h"

namespace greycache {

// "mail of everybody to bob@here.example", "mail of the client 192.0.2.1": names only.
std::string mail_text(const Expectation& row);

// A line of a list, which begins with two blanks, with until when, since when and why; or the same
// as an object.
std::string expectation_line_of(const Expectation& row, UnixTime now);
std::string expectation_json(const Expectation& row);

}  // namespace greycache
