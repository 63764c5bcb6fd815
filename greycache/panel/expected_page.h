// "expect", list: a page of what is expected.
#pragma once

#include "common/duration.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"
#include "greycache/policy/expectation/expectations.h"

namespace greycache {

// {"rows":[...],"next":TEXT or null}, in the order of recipient and sender. An account with a
// domain sees what its recipients are expected, without why, which may name the staff;
// kMostLookedThrough rows are looked through for a page of it. Any thread; all rows are looked at,
// however few are shown.
Answer expected_page(const Expectations& known, const Question& question, UnixTime now);

}  // namespace greycache
