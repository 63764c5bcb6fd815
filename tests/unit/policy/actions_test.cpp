// Shows that what is made once says the same as what is made for each request.
#include "greycache/policy/actions.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("an action is action_for()'s for every outcome, context and rule") {
  PolicyRequest request;
  request.parse("client_address=192.0.2.10\nrecipient=Bob@D.org\ninstance=1.2\n");
  for (const bool header : {true, false}) {
    for (const bool add_rulenr : {true, false}) {
      Rules rules;
      rules.discrimination_add_rulenr = add_rulenr;
      rules.reply_reference = add_rulenr;
      rules.reject_first_attempt = RejectMethod::immed;
      Actions actions(rules);
      for (int number = 0; number <= static_cast<int>(Outcome::in_doubt); ++number) {
        const auto outcome = static_cast<Outcome>(number);
        for (const ReplyContext& context :
             {ReplyContext{{}, 0, header}, ReplyContext{7, 0, header},
              ReplyContext{{}, 301, header}, ReplyContext{7, 302, header},
              ReplyContext{{}, 0, header, "7K3M9QXA"}, ReplyContext{7, 0, header, "99999999"}}) {
          const std::string expected = action_for(rules, outcome, request, context);
          CAPTURE(expected);
          CHECK(actions.of(outcome, request, context).text() == expected);
          CHECK((header && says_why(outcome)) == expected.starts_with("PREPEND"));
        }
      }
    }
  }
}
