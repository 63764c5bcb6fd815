// Replays a trace from standard input with the settings of a recording: policy_replay FOLDER
#include <exception>
#include <iostream>
#include <string>

#include "greyctl/replay/replay.h"
#include "tests/conformance/memory_replay_store.h"
#include "tests/conformance/recorded_policy.h"

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: policy_replay FOLDER < trace.jsonl\n";
    return 64;
  }
  std::ios::sync_with_stdio(false);
  greycache::RecordedPolicy policy;
  greycache::read_recorded_policy(argv[1], policy);
  greycache::MemoryReplayStore store;
  greycache::Replay replay(policy.rules, policy.lists(), policy.source_rules, store);
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
