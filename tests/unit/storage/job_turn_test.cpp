// Tests of which job goes when: one at a time, and one more for what came meanwhile.
#include "greycache/storage/job_turn.h"

#include <doctest/doctest.h>

using namespace greycache;

using State = JobTurn::State;

TEST_CASE("job turn: what rests is due once somebody says so, until it has begun") {
  JobTurn turn(State::resting);
  CHECK_FALSE(turn.due());
  turn.make_due();
  turn.make_due();
  CHECK(turn.state() == State::due);
  turn.begun();
  CHECK(turn.under_way());
  CHECK_FALSE(turn.due());
  turn.ended();
  CHECK(turn.state() == State::resting);
}

TEST_CASE("job turn: what becomes due while a job is under way goes after it") {
  JobTurn turn(State::due);
  turn.begun();
  turn.make_due();
  turn.make_due();
  CHECK(turn.under_way());
  CHECK(turn.due());
  turn.ended();
  CHECK(turn.state() == State::due);
}

TEST_CASE("job turn: a job for another reason takes along what is due") {
  JobTurn turn(State::resting);
  turn.begun();
  turn.ended();
  CHECK(turn.state() == State::resting);
  turn.make_due();
  turn.begun();
  turn.ended();
  CHECK_FALSE(turn.due());
}
