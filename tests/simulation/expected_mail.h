// What operators let through, as everybody should know it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "greycache/policy/expectation/expectation.h"
#include "tests/simulation/world.h"

namespace greycache::simulation {

class ExpectedMail {
 public:
  using Time = World::Time;

  // A host by whose knowledge a mail is decided, when that had come in, and by its clock.
  struct View {
    int host = 0;
    UnixTime now = 0;
    Time asked;
    bool calm = false;  // no fault is about, nor was of late
  };

  // An operator asks a host to remember a row. From then on it may be known to anybody; the number
  // is for what comes of it.
  std::size_t asked(const Expectation& row, int host);
  // He was told that it is remembered, and as what. Unless it is calm it may be lost.
  void remembered(std::size_t number, const Expectation& row, Time now, bool calm);
  // There was nothing to be written.
  void nothing_came_of(std::size_t number) { made_[number].row = {}; }
  // What was remembered after `since` may be gone.
  void lost(Time since);

  // Whether the mail must pass, and whether it may.
  bool surely(const std::string& sender, const std::string& recipient, const View& view) const;
  bool maybe(const std::string& sender, const std::string& recipient, const View& view) const;

 private:
  struct Made {
    Expectation row;
    int host = 0;
    Time remembered = Time::max();
    bool sure = false;

    bool is_remembered() const { return remembered != Time::max(); }
  };

  static bool is_known(const Made& made, const View& view);
  // Another row of the same names that counts in place of this, and `view` knows, or may know.
  bool replaced(const Made& made, const View& view, bool surely) const;

  std::vector<Made> made_;
};

}  // namespace greycache::simulation
