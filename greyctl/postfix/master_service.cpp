// The columns of master.cf.
#include "greyctl/postfix/master_service.h"

#include <algorithm>
#include <charconv>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kColumns = 8;
constexpr std::string_view kProgram = "argv=";

}  // namespace

std::int64_t MasterService::most_processes(std::int64_t usual) const {
  std::int64_t number = usual;
  std::from_chars(processes.data(), processes.data() + processes.size(), number);
  return number;
}

std::optional<std::string> MasterService::argument(std::string_view wanted) const {
  const std::string beginning = std::string(wanted) + "=";
  for (const std::string& word : arguments) {
    if (word.starts_with(kProgram)) break;
    if (word.starts_with(beginning)) return word.substr(beginning.size());
  }
  return std::nullopt;
}

std::vector<std::string> MasterService::program() const {
  const auto first = std::ranges::find_if(
      arguments, [](const std::string& word) { return word.starts_with(kProgram); });
  std::vector<std::string> words(first, arguments.end());
  if (!words.empty()) words.front().erase(0, kProgram.size());
  return words;
}

std::string MasterService::program_option(const std::string& option) const {
  const auto words = program();
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == option && i + 1 < words.size()) return words[i + 1];
    if (words[i].starts_with(option + "=")) return words[i].substr(option.size() + 1);
  }
  return {};
}

std::optional<MasterService> parse_master_service(std::string_view line) {
  const std::string fields = with_single_blanks(line);
  std::vector<std::string> words;
  for (const std::string_view word : split(fields, ' ')) words.emplace_back(word);
  if (words.size() < kColumns) return std::nullopt;
  MasterService service;
  service.name = words[0];
  service.type = words[1];
  service.unprivileged = words[3] != "n";
  service.chrooted = words[4] == "y";
  service.processes = words[6];
  service.command = words[7];
  service.arguments.assign(words.begin() + kColumns, words.end());
  return service;
}

std::vector<MasterService> master_services(const PostfixState& state) {
  std::vector<MasterService> services;
  for (const std::string& line : state.services) {
    if (auto service = parse_master_service(line)) services.push_back(std::move(*service));
  }
  return services;
}

}  // namespace greycache
