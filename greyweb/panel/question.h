// A change that a button asks for: a verb with its arguments, and in words.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "greyweb/daemon/json.h"

namespace greycache::web {

struct Question {
  std::string verb;
  Json arguments;
  std::string about = {};  // words for the sentence; the daemon does not see them

  // {"verb": ..., arguments}, as it stands in a form.
  std::string text() const;
};

inline constexpr std::size_t kMostQuestionText = 8192;

// Nothing where it is no object of JSON, is too long, or its verb is none that a button asks for:
// release, expect, never, forget, opt.
std::optional<Question> parse_question(std::string_view text);

// What would be done: "Let the mail ... through at its next attempt?"
std::string asked_sentence(const Question& question);
// The word on the button that does it.
std::string_view button_label(const Question& question);

// For confirm_button.html.
Json confirm_button(std::string_view label, const Question& question, std::string_view kind = "");

}  // namespace greycache::web
