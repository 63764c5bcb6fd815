// "show", "rules_try" and "forget": each one command of the control socket's.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"

namespace greycache {

tl::expected<std::string, Fault> show_command(const Question& question);
// Of attributes of a policy request.
tl::expected<std::string, Fault> rules_command(const Question& question);
tl::expected<std::string, Fault> forget_command(const Question& question);

// The command's own object.
Answer object_answer(const Question& question, std::string_view body);
// {"done":SENTENCE}, of several lines without their ends.
Answer done_answer(const Question& question, std::string_view body);

}  // namespace greycache
