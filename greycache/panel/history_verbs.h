// "history" and "why": what waited, as the commands "history" and "explain" tell it.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"

namespace greycache {

// The command for it. An account with a domain asks for recipients of that domain alone.
tl::expected<std::string, Fault> history_command(const Question& question);
tl::expected<std::string, Fault> why_command(const Question& question);

// {"rows":[...],"trouble":...}, and {"stories":[...],"trouble":...}, of what the command answered
// behind its "ok". What is not of the account's domain is left out once more; of stories that are
// too long together the oldest go.
Answer history_answer(const Question& question, std::string_view body);
Answer why_answer(const Question& question, std::string_view body);

}  // namespace greycache
