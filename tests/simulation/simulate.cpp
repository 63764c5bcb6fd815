// Plays seeds and stories: simulate [--seeds N] [--from SEED] [--seconds S] [--print] [STORY...].
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/planner.h"
#include "tests/simulation/run.h"

namespace {

using namespace greycache::simulation;
using Clock = std::chrono::steady_clock;

struct Options {
  std::uint64_t from = 1;
  std::uint64_t seeds = 0;  // 0: as many as the time allows
  std::uint64_t step = 1;
  double seconds = 0;
  bool print = false;
  bool twice = false;
  bool shrink = true;
  std::vector<std::string> stories;
};

Options options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] { return std::string(i + 1 < argc ? argv[++i] : "0"); };
    if (word == "--from") {
      options.from = std::stoull(value());
    } else if (word == "--seeds") {
      options.seeds = std::stoull(value());
    } else if (word == "--step") {
      options.step = std::stoull(value());
    } else if (word == "--seconds") {
      options.seconds = std::stod(value());
    } else if (word == "--print") {
      options.print = true;
    } else if (word == "--twice") {
      options.twice = true;
    } else if (word == "--no-shrink") {
      options.shrink = false;
    } else {
      options.stories.emplace_back(word);
    }
  }
  return options;
}

void tell(const Plan& plan, const RunResult& result, const Options& options) {
  fmt::print("seed {} goes wrong:\n", plan.seed);
  for (const std::string& wrong : result.wrongs) fmt::print("  {}\n", wrong);
  if (!options.shrink) return;
  const Plan story = shrunk(plan, result.wrongs.front());
  const RunResult again = play(story);
  fmt::print("the story, shrunk from {} events to {}:\n", plan.events.size(), story.events.size());
  for (const std::string& wrong : again.wrongs) fmt::print("# {}\n", wrong);
  fmt::print("{}\n", text_of(story));
}

// Whether all is well; `twice`: and the same again.
bool try_plan(const Plan& plan, const Options& options) {
  const RunResult result = play(plan, options.print);
  if (!result.wrongs.empty()) {
    tell(plan, result, options);
    return false;
  }
  if (!options.twice) return true;
  const RunResult again = play(plan);
  if (again.hash == result.hash && again.lines == result.lines) return true;
  fmt::print("seed {} has two runs: {:x} ({} lines), {:x} ({} lines)\n", plan.seed, result.hash,
             result.lines, again.hash, again.lines);
  return false;
}

bool try_story(const std::string& path, const Options& options) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto plan = parse_plan(text);
  if (!file || !plan) {
    fmt::print("{}: {}\n", path, plan ? "cannot be read" : plan.error());
    return false;
  }
  const bool well = try_plan(*plan, options);
  if (!well) fmt::print("{} goes wrong\n", path);
  return well;
}

bool try_seeds(const Options& options) {
  const auto begun = Clock::now();
  const auto over = [&] {
    return options.seconds > 0 &&
           std::chrono::duration<double>(Clock::now() - begun).count() >= options.seconds;
  };
  std::uint64_t tried = 0;
  for (; (options.seeds == 0 || tried < options.seeds) && !over(); ++tried) {
    if (!try_plan(make_plan(options.from + tried * options.step), options)) {
      fmt::print("{} seeds until then\n", tried + 1);
      return false;
    }
  }
  fmt::print("{} seeds went well in {:.1f} s\n", tried,
             std::chrono::duration<double>(Clock::now() - begun).count());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  bool well = true;
  for (const std::string& story : options.stories) well = try_story(story, options) && well;
  if (options.seeds > 0 || options.seconds > 0) well = try_seeds(options) && well;
  return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
