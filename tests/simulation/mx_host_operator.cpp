// What operators let through at an MX.
#include "tests/simulation/mx_host.h"

namespace greycache::simulation {

// As greyctl expect has it.
void MxHost::expect(const Words& words) {
  const UnixTime now = wall();
  const UnixTime until = now + words.number("for");
  const Expectation row{words.text("recipient"), words.text("sender"), until, now, until};
  change(row, [row](const Expectation*) { return row; });
}

void MxHost::expect_no_more(const Words& words) {
  const UnixTime now = wall();
  Expectation row{words.text("recipient"), words.text("sender"), 0, now};
  row.removed = true;
  change(row, [now](const Expectation* standing) -> std::optional<Expectation> {
    if (standing == nullptr || !counts(*standing, now)) return std::nullopt;
    Expectation removed = *standing;
    removed.made_at = now;
    removed.removed = true;
    return removed;
  });
}

void MxHost::change(const Expectation& row, const ChangedRow& make) {
  DaemonProcess* const process = serving();
  if (process == nullptr) return;
  const std::size_t number = site_.oracle.expected_mail().asked(row, number_);
  process->service().expectation_watch().change(
      {row.recipient, row.sender, make},
      [this, number](const StoreResult<ExpectationChanged>& changed) {
        if (!changed) return;
        ExpectedMail& expected = site_.oracle.expected_mail();
        if (!changed->row) return expected.nothing_came_of(number);
        note("remembers what is expected");
        expected.remembered(number, *changed->row, site_.world.now(), site_.calm());
      });
  process->loop().look();
}

}  // namespace greycache::simulation
