// What operators let through at an MX.
#include <algorithm>

#include "tests/simulation/mx_host.h"

namespace greycache::simulation {

// As greyctl expect has it.
void MxHost::expect(const Words& words) {
  Expectation row = expectation_of(words);
  row.removed = false;
  row.until = wall() + words.number("for");
  row.kept_until = std::max(row.kept_until, row.until);
  remember(row);
}

void MxHost::expect_no_more(const Words& words) {
  Expectation row = expectation_of(words);
  if (!counts(row, wall())) return;
  row.removed = true;
  remember(row);
}

// The row of these names as this host knows it, to be changed by one that is later.
Expectation MxHost::expectation_of(const Words& words) {
  Expectation row{words.text("recipient"), words.text("sender")};
  DaemonProcess* const process = serving();
  const auto known = process != nullptr ? process->service().expectation_watch().known() : nullptr;
  const Expectation* former = known ? known->find(row.recipient, row.sender) : nullptr;
  if (former != nullptr) row = *former;
  row.made_at = std::max<UnixTime>(wall(), former != nullptr ? former->made_at + 1 : 0);
  return row;
}

void MxHost::remember(const Expectation& row) {
  DaemonProcess* const process = serving();
  if (process == nullptr) return;
  const std::size_t number = site_.oracle.expected_mail().asked(row, number_);
  process->service().expectation_watch().remember(
      {row}, [this, number](const StoreResult<void>& stored) {
        if (!stored) return;
        note("remembers what is expected");
        site_.oracle.expected_mail().remembered(number, site_.world.now(), site_.calm());
      });
  process->loop().look();
}

}  // namespace greycache::simulation
