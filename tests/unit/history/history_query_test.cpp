// Which rows a question wants.
#include "greycache/history/history_query.h"

#include <doctest/doctest.h>

using namespace greycache;

namespace {

HistoryRow row() {
  HistoryRow row;
  row.at = 100;
  row.reference = "7K3M9QXA";
  row.outcome = "new";
  row.client_address = "192.0.2.1";
  row.client_name = "mail.x.example";
  row.sender = "alice@x.example";
  row.recipient = "bob@y.example";
  row.src = "192.0.2";
  row.organisation = "x.example";
  return row;
}

HistoryQuery of_sender(const char* sender) {
  HistoryQuery query;
  query.sender = sender;
  return query;
}

HistoryQuery of_client(const char* client) {
  HistoryQuery query;
  query.client = client;
  return query;
}

}  // namespace

TEST_CASE("a question without conditions wants every row") {
  CHECK(HistoryQuery{}.wants(row()));
}

TEST_CASE("a network is that of the client's address, bit by bit") {
  const auto wants = [](const char* network, const char* client_address) {
    HistoryQuery query;
    query.client_network = Network::parse(network);
    HistoryRow of_client = row();
    of_client.client_address = client_address;
    return query.wants(of_client);
  };
  CHECK(wants("192.0.2.0/24", "192.0.2.1"));
  CHECK(wants("192.0.2.0/25", "192.0.2.127"));
  CHECK_FALSE(wants("192.0.2.0/25", "192.0.2.128"));
  CHECK_FALSE(wants("192.0.2.0/24", "192.0.20.1"));
  CHECK(wants("2001:db8::/33", "2001:db8:7fff::1"));
  CHECK_FALSE(wants("2001:db8::/33", "2001:db8:8000::1"));
  CHECK_FALSE(wants("192.0.2.0/24", "unknown"));
}

TEST_CASE("how a network's addresses begin is true of all of them") {
  const auto begin = [](const char* network) {
    return begin_of_addresses(*Network::parse(network));
  };
  CHECK(begin("192.0.2.1/32") == "192.0.2.1");
  CHECK(begin("192.0.2.0/25") == "192.0.2.");
  CHECK(begin("192.0.0.0/12") == "192.");
  CHECK(begin("0.0.0.0/0").empty());
  CHECK(begin("2001:db8:0:1::/64") == "2001:db8:");
  CHECK(begin("2001:db8::/33") == "2001:db8:");
  CHECK(begin("::/0").empty());
}

TEST_CASE("both ends of the time are wanted") {
  HistoryQuery query;
  query.since = query.until = 100;
  CHECK(query.wants(row()));
  query.since = 101;
  CHECK_FALSE(query.wants(row()));
  query.since = query.until = 99;
  CHECK_FALSE(query.wants(row()));
}

TEST_CASE("a sender is an address, a domain or nobody, and no part of one") {
  CHECK(of_sender("alice@x.example").wants(row()));
  CHECK(of_sender("@x.example").wants(row()));
  CHECK_FALSE(of_sender("ice@x.example").wants(row()));
  CHECK_FALSE(of_sender("@example").wants(row()));
  CHECK_FALSE(of_sender("").wants(row()));
  HistoryRow bounce = row();
  bounce.sender.clear();
  CHECK(of_sender("").wants(bounce));
}

TEST_CASE("a party is the sender or the recipient") {
  HistoryQuery query;
  for (const char* party : {"alice@x.example", "bob@y.example", "@y.example"}) {
    query.party = party;
    CHECK(query.wants(row()));
  }
  query.party = "carol@y.example";
  CHECK_FALSE(query.wants(row()));
}

TEST_CASE("a client is known by its organisation, also where that is cut shorter than a name") {
  HistoryQuery query = of_client("a-long-name.example");
  query.client_organisation = "x.example";
  CHECK(query.wants(row()));
  query.client_organisation = "y.example";
  CHECK_FALSE(query.wants(row()));
}

TEST_CASE("a client is known by its name, its organisation and its source") {
  for (const char* client : {"mail.x.example", "x.example", "192.0.2"}) {
    CHECK(of_client(client).wants(row()));
  }
  CHECK_FALSE(of_client("192.0.2.1").wants(row()));
  HistoryQuery query;
  query.client_address = "192.0.2.1";
  CHECK(query.wants(row()));
}

TEST_CASE("one of several outcomes or references is enough, and all conditions must hold") {
  HistoryQuery query;
  query.outcomes = {"early", "new"};
  query.references = {"AAAAAAAA", "7K3M9QXA"};
  CHECK(query.wants(row()));
  query.outcomes = {"early"};
  CHECK_FALSE(query.wants(row()));
}
