// The kernel is told by whoever keeps it.
#include "greyctl/doctor/clock_look.h"

#include <sys/timex.h>

#include <ctime>

#include "greyctl/doctor/clock_checks.h"

namespace greycache {

Findings look_at_clock(const Settings& settings) {
  struct timex clock {};  // no modes: nothing is changed
  const int state = ntp_adjtime(&clock);
  ClockFacts facts;
  facts.known = state >= 0;
  facts.synchronised = (clock.status & STA_UNSYNC) == 0;
  facts.now = std::time(nullptr);
  return clock_findings(facts, settings);
}

}  // namespace greycache
