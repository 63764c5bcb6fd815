// Stories as text: "seed 1", "hosts 2", "settings NAME=VALUE...", "calm SECONDS", then
// "SECONDS VERB NAME=VALUE...".
#include "tests/simulation/plan.h"

#include <fmt/format.h>

#include <charconv>
#include <sstream>

namespace greycache::simulation {

namespace {

using std::chrono::microseconds;

std::string seconds_of(microseconds span) {
  return fmt::format("{:.6f}", static_cast<double>(span.count()) / 1e6);
}

microseconds span_of(const std::string& seconds) {
  return microseconds(static_cast<std::int64_t>(std::stod(seconds) * 1e6 + 0.5));
}

std::string words_text(const Words& words) {
  std::string text;
  for (const auto& [name, value] : words.all()) text += fmt::format(" {}={}", name, value);
  return text;
}

Words read_words(std::istream& line) {
  Words words;
  for (std::string word; line >> word;) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) throw std::invalid_argument("no NAME=VALUE: " + word);
    words.set(word.substr(0, equals), word.substr(equals + 1));
  }
  return words;
}

void read_line(Plan& plan, const std::string& text) {
  std::istringstream line(text);
  std::string first;
  if (!(line >> first)) return;
  if (first == "settings") {
    plan.settings = read_words(line);
    return;
  }
  std::string second;
  line >> second;
  if (first == "seed") {
    plan.seed = std::stoull(second);
  } else if (first == "hosts") {
    plan.hosts = std::stoi(second);
  } else if (first == "calm") {
    plan.calm_from = span_of(second);
  } else {
    plan.events.push_back({span_of(first), second, read_words(line)});
  }
}

}  // namespace

std::string Words::text(std::string_view name) const {
  const auto found = words_.find(name);
  return found == words_.end() ? std::string() : found->second;
}

std::int64_t Words::number(std::string_view name) const {
  const auto found = words_.find(name);
  return found == words_.end() ? 0 : std::stoll(found->second);
}

microseconds Words::span(std::string_view name) const {
  const auto found = words_.find(name);
  return found == words_.end() ? microseconds(0) : span_of(found->second);
}

std::string text_of(const Plan& plan) {
  std::string text = fmt::format("seed {}\nhosts {}\nsettings{}\ncalm {}\n", plan.seed, plan.hosts,
                                 words_text(plan.settings), seconds_of(plan.calm_from));
  for (const Event& event : plan.events) {
    text += fmt::format("{} {}{}\n", seconds_of(event.at), event.verb, words_text(event.words));
  }
  return text;
}

tl::expected<Plan, std::string> parse_plan(std::string_view text) {
  Plan plan;
  std::istringstream lines{std::string(text)};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    line.resize(std::min(line.find('#'), line.size()));
    try {
      read_line(plan, line);
    } catch (const std::exception& error) {
      return tl::make_unexpected(fmt::format("line {}: {}", number, error.what()));
    }
  }
  return plan;
}

}  // namespace greycache::simulation
