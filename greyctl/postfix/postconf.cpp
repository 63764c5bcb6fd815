// postconf(1) and postfix(1).
#include "greyctl/postfix/postconf.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "common/text.h"
#include "greyctl/postfix/program.h"

namespace greycache {

namespace {

// What the program printed, where it ended well.
tl::expected<std::string, std::string> output_of(const std::vector<std::string>& words,
                                                 std::chrono::milliseconds patience) {
  auto end = run_program(words, patience);
  if (!end) return tl::make_unexpected(end.error().why);
  if (end->status == 0) return std::move(end->output);
  const auto said = lines_of(end->errors);
  return tl::make_unexpected(said.empty()
                                 ? fmt::format("{} ended with {}", words.front(), end->status)
                                 : escaped(said.back(), 300));
}

std::string assignment(std::string_view name, std::string_view value) {
  return fmt::format("{}={}", name, value);
}

}  // namespace

tl::expected<Postconf, std::string> Postconf::open(const std::string& config_directory,
                                                   std::chrono::milliseconds patience) {
  std::string directory = config_directory;
  if (directory.empty()) {
    auto own = output_of({"postconf", "-dh", "config_directory"}, patience);
    if (!own) return tl::make_unexpected("Postfix: " + own.error());
    directory = trimmed(*own);
  }
  for (const char* name : {"main.cf", "master.cf"}) {
    const std::string path = directory + "/" + name;
    if (access(path.c_str(), R_OK) == 0) continue;
    return tl::make_unexpected(
        fmt::format("Postfix is not set up in {}: {} cannot be read", escaped(directory), name));
  }
  return Postconf(std::move(directory), patience);
}

tl::expected<std::string, std::string> Postconf::ask(const std::vector<std::string>& words) const {
  std::vector<std::string> line{"postconf", "-c", directory_};
  line.insert(line.end(), words.begin(), words.end());
  return output_of(line, patience_);
}

tl::expected<PostfixState, std::string> Postconf::read() const {
  PostconfTexts texts;
  for (const auto& [option, text] : {std::pair("-n", &texts.set),
                                     {"-x", &texts.expanded},
                                     {"-M", &texts.services},
                                     {"-P", &texts.written_overrides},
                                     {"-Px", &texts.overrides}}) {
    auto said = ask({option});
    if (!said) return tl::make_unexpected(said.error());
    *text = std::move(*said);
  }
  return postfix_state_of(texts);
}

tl::expected<void, std::string> Postconf::carry_out(const PostfixPlan& plan) const {
  std::vector<std::vector<std::string>> steps;
  if (!plan.entry.empty()) steps.push_back({"-M", "-e", assignment(kServiceEntry, plan.entry)});
  for (const auto& [name, value] : plan.settings) steps.push_back({"-e", assignment(name, value)});
  for (const std::string& name : plan.removed) steps.push_back({"-X", name});
  if (plan.remove_entry) steps.push_back({"-M", "-X", std::string(kServiceEntry)});
  for (const auto& step : steps) {
    if (const auto done = ask(step); !done) return tl::make_unexpected(done.error());
  }
  return {};
}

bool Postconf::runs() const {
  const auto end = run_program({"postfix", "-c", directory_, "status"}, patience_);
  return end && end->status == 0;
}

tl::expected<void, std::string> Postconf::reload() const {
  if (const auto said = output_of({"postfix", "-c", directory_, "reload"}, patience_); !said) {
    return tl::make_unexpected(said.error());
  }
  return {};
}

}  // namespace greycache
