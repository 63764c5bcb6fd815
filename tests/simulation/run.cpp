// Plays a plan, and finds the part of one that matters.
#include "tests/simulation/run.h"

#include <algorithm>
#include <memory>

#include "common/log.h"
#include "tests/simulation/site.h"

namespace greycache::simulation {

namespace {

// Lines of the daemons' logs are part of what happens.
class TracedLog final : public LogSink {
 public:
  explicit TracedLog(Site*& site) : site_(site) {}
  void write(LogLevel, std::string_view line) override {
    if (site_ != nullptr) site_->note_log(line);
  }

 private:
  Site*& site_;
};

// What kind of wrong it is: the sentence without what names a case.
std::string kind_of(const std::string& wrong) {
  std::string kind = wrong.substr(0, wrong.find(':'));
  std::erase_if(kind, [](char byte) { return byte >= '0' && byte <= '9'; });
  return kind;
}

bool goes_wrong(const Plan& plan, const std::string& kind) {
  const auto wrongs = play(plan).wrongs;
  return std::ranges::any_of(wrongs,
                             [&](const std::string& wrong) { return kind_of(wrong) == kind; });
}

// Leaves out pieces of `size` events as long as what is left goes wrong.
bool shrink_by(Plan& plan, const std::string& kind, std::size_t size) {
  bool any = false;
  for (std::size_t from = 0; from < plan.events.size();) {
    Plan fewer = plan;
    const auto begin = fewer.events.begin() + static_cast<std::ptrdiff_t>(from);
    const auto length = std::min(size, fewer.events.size() - from);
    fewer.events.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
    if (goes_wrong(fewer, kind)) {
      plan = std::move(fewer);
      any = true;
    } else {
      from += size;
    }
  }
  return any;
}

}  // namespace

RunResult play(const Plan& plan, bool print) {
  static Site* current = nullptr;
  auto before = set_log_sink(std::make_unique<TracedLog>(current));
  RunResult result;
  {
    Site site(plan);
    current = &site;
    if (print) site.print();
    site.run();
    result = {site.wrongs(), site.trace().hash(), site.trace().lines(), site.trace().last(),
              site.checked_exactly()};
    current = nullptr;
  }
  set_log_sink(std::move(before));
  return result;
}

Plan shrunk(Plan plan, const std::string& wrong) {
  const std::string kind = kind_of(wrong);
  for (std::size_t size = std::max<std::size_t>(plan.events.size() / 2, 1);;) {
    const bool any = shrink_by(plan, kind, size);
    if (size == 1 && !any) return plan;
    size = std::max<std::size_t>(size / 2, 1);
  }
}

}  // namespace greycache::simulation
