// One of the things that a host is looked at for, in a process of its own.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "common/deadline.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

struct Part {
  std::string name;  // "postfix", "redis"
  std::function<Findings()> look;
};

// Looks at all of them at the same time, each in a process of its own: it may become another
// account, hang or end as it likes. What is not done by the deadline is ended, and a finding says
// so. The findings of each part, in the order of the parts. No thread may run yet.
std::vector<Findings> look_at_parts(const std::vector<Part>& parts, const Deadline& deadline);

}  // namespace greycache
