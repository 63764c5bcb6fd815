// Replays a trace from standard input with the settings of a recording: policy_replay FOLDER
#include <exception>
#include <iostream>
#include <string>

#include "greyctl/replay/replay.h"
#include "tests/conformance/recorded_policy.h"

namespace {

// More than any recording makes.
constexpr std::size_t kMostEntries = 100'000;

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: policy_replay FOLDER < trace.jsonl\n";
    return 64;
  }
  std::ios::sync_with_stdio(false);
  greycache::RecordedPolicy policy;
  greycache::read_recorded_policy(argv[1], policy);
  greycache::Replay replay(policy.rules, policy.lists(), policy.source_rules, kMostEntries);
  std::string line;
  for (long number = 1; std::getline(std::cin, line); ++number) {
    const auto answer = replay.answer(line);
    if (!answer) {
      std::cerr << "line " << number << ": " << answer.error() << '\n';
      return 65;
    }
    std::cout << *answer << '\n';
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 66;
}
