// A plan for Postfix as lines to read, and to paste.
#pragma once

#include <string>

#include "greyctl/postfix/postfix_plan.h"

namespace greycache {

// Each file's lines under a comment that names it; lists one restriction a line. What is taken out
// stands there as a comment.
std::string plan_text(const PostfixPlan& plan, const std::string& directory);

}  // namespace greycache
