// "report": the last one at once, the next one meanwhile.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/duration.h"
#include "greycache/control/control.h"
#include "greycache/event/event_loop.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"
#include "greycache/panel/report_verb.h"

namespace greycache {

// A report of a large history takes seconds. One is made at a time. All on the loop's thread.
class KeptReports {
 public:
  // Seconds: one that is younger is not made anew; one that is older is told to nobody.
  static constexpr UnixTime kFresh = 60;
  static constexpr UnixTime kOld = 3600;
  // How long a question waits where there is none to tell.
  static constexpr std::chrono::milliseconds kPatience{30};

  // `command` is the control socket's.
  KeptReports(EventLoop& loop, std::function<UnixTime()> clock, Control::Handler command);

  // answer_report(), with "as_of"; or {"counting":true}: who asks again gets it.
  void answer(const Question& question, const Respond& respond);

 private:
  struct Report {
    std::string members;  // empty: none yet
    UnixTime as_of = 0;
    UnixTime fresh_until = 0;
    bool wanted = false;  // under way, or in the queue
    std::vector<Respond> waiting;
  };

  void drop_old();
  void want(const ReportAsked& asked);
  void make_next();
  void made(const ReportAsked& asked, const Answer& answer);
  void keep(Report& report, const std::string& object);
  void lose_patience();

  std::function<UnixTime()> clock_;
  Control::Handler command_;
  std::map<ReportAsked, Report> reports_;
  std::deque<ReportAsked> queue_;
  bool under_way_ = false;
  Timer patience_;
};

}  // namespace greycache
