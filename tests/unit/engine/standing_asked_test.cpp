// Who asks how an organisation stands is told of what is over by now, though no mail came since.
#include "greycache/engine/engine.h"
#include "tests/unit/engine/bench_of_parts.h"

using namespace greycache;

namespace {

constexpr const char* kOrganisation = "pool.example";

struct StandingBench : Bench {
  StandingBench() {
    Rules rules;
    rules.greymethod = GreyMethod::organisation;
    use(rules);
  }
  void first_attempt(const std::string& sender) {
    ask("request=smtpd_access_policy\nclient_address=192.0.2.7\nclient_name=out.pool."
        "example\nsender=" +
        sender + "\nrecipient=r@dst.example\n\n");
  }
};

}  // namespace

TEST_CASE("at the end of their window first attempts count for who asks") {
  StandingBench bench;
  for (const char* sender : {"a@x.example", "b@x.example", "c@x.example", "d@x.example"}) {
    bench.first_attempt(sender);
  }
  bench.now += kReturnWindow - 1;
  CHECK(bench.engine.standing().days_of(kOrganisation).empty());
  CHECK(bench.engine.standing().good(kOrganisation, bench.now));
  bench.now += 1;
  CHECK_FALSE(bench.engine.standing().good(kOrganisation, bench.now));
  CHECK(bench.engine.standing().days_of(kOrganisation).back().first_attempts == 4);
}

TEST_CASE("they are there to be written for other hosts once the engine has counted") {
  StandingBench bench;
  bench.first_attempt("a@x.example");
  StandingBook& book = bench.engine.standing();
  bench.now += kReturnWindow;
  CHECK(book.take_changes().empty());
  bench.engine.count_returns();
  CHECK(book.take_changes().size() == 1);
}
