// The questions that take back what is let through, and give back what was taken back.
#pragma once

#include <optional>
#include <string>

#include "common/json_object.h"
#include "greycache/panel/question.h"
#include "greycache/policy/expectation/expectation.h"

namespace greycache {

// "expect remove" of these names.
JsonObject removal_of(const std::string& recipient, const std::string& sender);

// "expect add" of the names of a row.
JsonObject adding_of(const Expectation& row);

// "never" as it was asked, or back.
JsonObject never_question(const Question& question, bool remove);

// `making` gives back a row that was taken back, until when it would have passed and with its
// reason; "null" where there was none, or the account would become another one's row's owner.
std::string restoring(const Question& question, const std::optional<Expectation>& row,
                      JsonObject making);

}  // namespace greycache
