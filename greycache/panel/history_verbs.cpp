// Words for the command; rows and stories of its answer.
#include "greycache/panel/history_verbs.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/maillog/explain_subject.h"

namespace greycache {

namespace {

using nlohmann::json;

// Of all stories together: the answer has a limit.
constexpr std::size_t kLongestStories = 900'000;

std::string named_word(std::string_view key, std::string_view value) {
  return fmt::format(" {}={}", key, percent_encoded(value));
}

std::string since_of(const Question& question) {
  const auto since = question.arguments.number("since");
  return since && *since > 0 ? fmt::format(" since={}", *since) : std::string();
}

std::string of_own_domain(const Question& question) {
  return question.domain.empty() ? std::string() : named_word("recipient", "@" + question.domain);
}

// Behind words for "explain": an account with a domain asks for the recipient that it names, or
// for all of its own.
std::string of_own_domain(const Question& question, std::string_view words) {
  for (const std::string_view named : split(words, ' ')) {
    constexpr std::string_view kRecipient = "recipient=";
    if (!named.starts_with(kRecipient)) continue;
    if (concerns(question, percent_decoded(named.substr(kRecipient.size())))) return {};
  }
  return of_own_domain(question);
}

std::string recipient_of(const json& row) {
  const auto found = row.is_object() ? row.find("recipient") : row.end();
  return row.is_object() && found != row.end() && found->is_string() ? found->get<std::string>()
                                                                     : std::string();
}

bool is_own_story(const Question& question, const json& story) {
  if (question.domain.empty()) return true;
  const auto attempts = story.find("attempts");
  return attempts != story.end() && !attempts->empty() &&
         std::ranges::all_of(*attempts, [&](const json& attempt) {
           return concerns(question, recipient_of(attempt));
         });
}

std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// He has no greyctl, neither in what can be done nor in "(greyctl expect --list)".
void remove_commands(json& story) {
  constexpr std::string_view kCommand = "greyctl ";
  if (const auto advice = story.find("advice"); advice != story.end() && advice->is_array()) {
    json kept = json::array();
    for (const json& line : *advice) {
      const auto* text = line.get_ptr<const std::string*>();
      if (text != nullptr && text->find(kCommand) == text->npos) kept.push_back(line);
    }
    *advice = std::move(kept);
  }
  for (json& attempt : story["attempts"]) {
    std::string why = text_of(attempt, "why");
    const std::size_t begin = why.find(" (greyctl ");
    const std::size_t end = why.find(')', begin == why.npos ? 0 : begin);
    if (begin != why.npos && end != why.npos) attempt["why"] = why.erase(begin, end + 1 - begin);
  }
}

// What kept an answer from being whole: a customer is told of no store.
std::string trouble_of(const Question& question, const json& object) {
  std::string trouble = text_of(object, "trouble");
  const bool hides = !trouble.empty() && !question.domain.empty();
  return hides ? "(not all: the mail server cannot say that now)\n" : trouble;
}

}  // namespace

tl::expected<std::string, Fault> why_command(const Question& question) {
  const auto words = explain_subject(question.arguments.text("subject"));
  if (!words) return wrong(words.error());
  return "explain json" + since_of(question) + " " + *words + of_own_domain(question, *words);
}

tl::expected<std::string, Fault> history_command(const Question& question) {
  const Arguments& arguments = question.arguments;
  std::string command =
      fmt::format("history json limit={}{}", rows_of_page(question), since_of(question));
  for (const char* key : {"outcome", "reference", "sender", "recipient", "address", "client"}) {
    if (arguments.has(key)) command += named_word(key, arguments.text(key));
  }
  const bool others =
      arguments.has("recipient") && !concerns(question, arguments.text("recipient"));
  if (others) return fault(Fault::Code::forbidden, "that recipient is not of your domain");
  if (!arguments.has("recipient")) command += of_own_domain(question);
  return command;
}

Answer history_answer(const Question& question, std::string_view body) {
  std::vector<std::string> rows;
  std::string trouble;
  for (const std::string_view line : split(body, '\n')) {
    const json row = json::parse(line, nullptr, false);
    if (!row.is_object()) continue;
    if (row.contains("trouble")) {
      trouble = trouble_of(question, row);
    } else if (concerns(question, recipient_of(row))) {
      rows.emplace_back(line);
    }
  }
  return JsonObject().add("rows", json_list(rows)).add_text("trouble", trouble).text();
}

Answer why_answer(const Question& question, std::string_view body) {
  json answer = json::parse(body, nullptr, false);
  const auto mails = answer.is_object() ? answer.find("mails") : answer.end();
  if (!answer.is_object() || mails == answer.end() || !mails->is_array()) {
    return fault(Fault::Code::unavailable, "the history cannot be read");
  }
  std::vector<std::string> stories;
  std::size_t bytes = 0;
  std::string trouble = trouble_of(question, answer);
  for (auto story = mails->rbegin(); story != mails->rend(); ++story) {
    if (!is_own_story(question, *story)) continue;
    if (!question.domain.empty()) remove_commands(*story);
    std::string text = story->dump(-1, ' ', false, json::error_handler_t::replace);
    bytes += text.size();
    if (bytes > kLongestStories) {
      trouble += "(older mails are left out)\n";
      break;
    }
    stories.insert(stories.begin(), std::move(text));
  }
  return JsonObject().add("stories", json_list(stories)).add_text("trouble", trouble).text();
}

}  // namespace greycache
