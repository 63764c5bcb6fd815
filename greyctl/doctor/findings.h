// What was found while looking at a host: how bad it is, in words, and what to do.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace greycache {

// From the least to the worst.
enum class Severity : std::uint8_t {
  ok,       // looked at, and well
  note,     // worth knowing; nothing has to be done
  warning,  // something is worse than it could be, or could not be looked at
  error,    // mail is not greylisted, or is held up, or what is known may be lost
};

struct Finding {
  Severity severity = Severity::ok;
  std::string what;    // a sentence without its full stop; untrusted parts are escaped
  std::string advice;  // what to do, a sentence or a line to paste; empty where there is nothing

  friend bool operator==(const Finding&, const Finding&) = default;
};

class Findings {
 public:
  void ok(std::string what) { put({Severity::ok, std::move(what), {}}); }
  void note(std::string what, std::string advice) {
    put({Severity::note, std::move(what), std::move(advice)});
  }
  void warning(std::string what, std::string advice) {
    put({Severity::warning, std::move(what), std::move(advice)});
  }
  void error(std::string what, std::string advice) {
    put({Severity::error, std::move(what), std::move(advice)});
  }
  void put(Finding finding) { all_.push_back(std::move(finding)); }
  void add(Findings others) {
    for (Finding& each : others.all_) put(std::move(each));
  }

  const std::vector<Finding>& all() const { return all_; }

 private:
  std::vector<Finding> all_;
};

}  // namespace greycache
