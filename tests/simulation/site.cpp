// A whole site in a run.
#include "tests/simulation/site.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "common/keyed_hash.h"
#include "greycache/policy/correspondent.h"
#include "greycache/policy/organisation/client_sources.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/sender.h"
#include "greycache/policy/source.h"
#include "greycache/publicsuffix/suffix_list.h"
#include "tests/simulation/planned_settings.h"

namespace greycache::simulation {

namespace {

// How soon all know what one host knows once nothing is wrong any more.
constexpr std::chrono::seconds kGrace{15};
// What was asked at the end is answered and stored.
constexpr std::chrono::seconds kLastAnswers{2};
constexpr World::Span kAQuestion{1'000'000};
constexpr World::Span kBetweenAsked{700'000};

Settings settings_of(const Plan& plan) {
  return with_planned(Settings{}, plan.settings);
}

// Of "grey:{192.0.2}"; none of "grey:{epoch}", without which none counts.
std::string source_in(const std::string& key) {
  const std::size_t begin = key.find('{') + 1;
  const std::string src = key.substr(begin, key.rfind('}') - begin);
  return src == "epoch" ? std::string() : src;
}

std::string client_name(const Words& words) {
  return words.has("name") ? words.text("name") : "unknown";
}

// Under which the host looks the request up.
std::vector<std::string> sources_of(const Rules& rules, const Words& words) {
  const std::string address = words.text("address");
  const std::string name = client_name(words);
  if (rules.greymethod != GreyMethod::organisation) {
    return {source_of({rules.greymethod, rules.ipv6_prefix, nullptr}, address, name)};
  }
  static const SuffixList list = SuffixList::built_in();
  static const RegistrableDomain domain = [](std::string_view text) {
    return list.registrable_domain(text);
  };
  const ClientSources client = client_sources({rules.ipv6_prefix, nullptr, &domain},
                                              IpAddress::parse(address), address, name);
  if (client.organisation.empty()) return {client.narrow};
  const Sender sender = normalise_sender(words.text("sender"), words.text("recipient"));
  return {client.narrow,
          unit_source(client.organisation, sender_organisation_of(domain, sender.domain))};
}

std::string request_text(const Words& words, const std::string& instance) {
  const std::string name = client_name(words);
  return fmt::format(
      "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\n"
      "client_address={}\nclient_name={}\nsender={}\nrecipient={}\ninstance={}\n"
      "sasl_username={}\n\n",
      words.text("address"), name, words.text("sender"), words.text("recipient"), instance,
      words.text("login"));
}

}  // namespace

Site::Site(const Plan& plan)
    : plan_(plan),
      settings_(settings_of(plan)),
      world_(plan.seed),
      dice_(plan.seed ^ 0x5eedU),
      stores_(world_, dice_, settings_.storage, plan.hosts),
      oracle_([this](const std::string& what) { wrong(what); }),
      calm_since_(world_.now() + kGrace),
      stores_keep_since_(world_.now()),
      disks_well_since_(world_.now() + kGrace) {
  set_hash_key({plan.seed, ~plan.seed});
  oracle_.set_extremes(extremes());
  for (int i = 0; i < plan.hosts; ++i) {
    hosts_.push_back(std::make_unique<MxHost>(
        MxHost::Site{.world = world_,
                     .dice = dice_,
                     .oracle = oracle_,
                     .stores = stores_,
                     .calm = [this] { return calm(); },
                     .stores_keep = [this] { return world_.now() >= stores_keep_since_; },
                     .disks_well = [this] { return world_.now() >= disks_well_since_; },
                     .disturbed =
                         [this](World::Span span) {
                           disks_fail(span);
                           fault(span, {});
                         },
                     .wrong = [this](const std::string& what) { wrong(what); }},
        i, settings_));
  }
}

Site::~Site() {
  hosts_.clear();
  world_.end();
}

void Site::wrong(const std::string& what) {
  world_.note("WRONG: " + what);
  if (wrongs_.size() < kMostWrongs) wrongs_.push_back(what);
}

// The settings that any host has at any time, and the clocks.
Oracle::Extremes Site::extremes() const {
  Oracle::Extremes extremes;
  extremes.shortest = extremes.longest = ages_of(rules_of(settings_));
  for (const Event& event : plan_.events) {
    if (event.verb == "clock") {
      const UnixTime offset = event.words.number("offset");
      extremes.most_behind = std::min(extremes.most_behind, offset);
      extremes.most_ahead = std::max(extremes.most_ahead, offset);
    }
    const Ages ages = ages_of(rules_of(with_planned(settings_, event.words)));
    extremes.shortest = shorter(extremes.shortest, ages);
    extremes.longest.connect = std::max(extremes.longest.connect, ages.connect);
    extremes.longest.awl = std::max(extremes.longest.awl, ages.awl);
    extremes.longest.correspondent = std::max(extremes.longest.correspondent, ages.correspondent);
  }
  return extremes;
}

void Site::run() {
  for (const auto& host : hosts_) host->start();
  const World::Time beginning = world_.now();
  for (const Event& event : plan_.events) {
    world_.at(beginning + event.at, [this, &event] { happen(event); });
  }
  world_.run_until(beginning + plan_.calm_from);
  while (!calm()) world_.run_until(calm_since_);
  world_.run_until(world_.now() + kLastAnswers);
  look_at_rest();
  ask_everybody();
  look_at_rest();
  look_into_stores();
}

void Site::happen(const Event& event) {
  const Words& words = event.words;
  if (event.verb == "ask") return ask(event);
  std::string line = event.verb;
  for (const auto& [name, value] : words.all()) line += fmt::format(" {}={}", name, value);
  world_.note(line);
  if (event.verb == "trouble") return trouble(event);
  if (event.verb == "disk") return disk(event);
  if (event.verb == "database") return database(event);
  if (event.verb == "redis") return redis(event);
  if (event.verb == "takeover") return take_over(event);
  if (event.words.has("down")) disks_fail(words.span("down"));
  if (event.verb == "kill") {
    if (words.has("steps")) {
      return host(words).kill_at(words.number("steps"), words.span("down"));
    }
    return host(words).kill(words.span("down"));
  }
  if (event.verb == "power") {
    fault(words.span("down"), {});
    return host(words).cut_power(words.span("down"));
  }
  if (event.verb == "stop") {
    fault(words.span("down"), {});
    return host(words).stop(words.span("down"));
  }
  if (event.verb == "reload") {
    fault(World::Span(0), {});
    return host(words).reload(with_planned(host(words).settings(), words));
  }
  if (event.verb == "clock") {
    fault(World::Span(0), {});
    return host(words).set_clock(std::chrono::seconds(words.number("offset")));
  }
  if (event.verb == "stall") {
    fault(words.span("for"), {});
    return host(words).stall(words.span("for"));
  }
  if (event.verb == "robots") {
    return host(words).robots(words.text("organisation"), words.number("times"));
  }
  throw std::invalid_argument("no such verb: " + event.verb);
}

void Site::fault(World::Span span, std::function<void()> over) {
  calm_since_ = std::max(calm_since_, world_.now() + span + kGrace);
  if (over) world_.after(span, std::move(over));
}

void Site::disks_fail(World::Span span) {
  disks_well_since_ = std::max(disks_well_since_, world_.now() + span + kGrace);
}

void Site::stores_lose(World::Span span, World::Span noticed) {
  oracle_.stores_lost(world_.now() - span - std::chrono::seconds(1));
  stores_keep_since_ = std::max(stores_keep_since_, world_.now() + noticed + kGrace);
}

void Site::ask(const Event& event) {
  const Words& words = event.words;
  ask_host(static_cast<int>(words.number("host")), words.number("connection"), words,
           words.text("instance"));
}

void Site::ask_host(int number, std::int64_t connection, const Words& words,
                    const std::string& instance) {
  MxHost& host = *hosts_[static_cast<std::size_t>(number)];
  const Rules rules = rules_of(settings_);
  PolicyClient::Question question;
  question.instance = instance;
  question.sources = sources_of(rules, words);
  if (words.has("login")) question.sources = {correspondents_source(words.text("sender"))};
  question.text = request_text(words, instance);
  question.pieces = std::max(1, static_cast<int>(words.number("pieces")));
  question.cut_off = words.has("cut");
  host.ask(connection, std::move(question));
}

// What goes wrong with each call for a while: "what" is journal, store, or link.
void Site::trouble(const Event& event) {
  using Point = FaultPoint;
  const Words& words = event.words;
  PlannedDice::Trouble trouble;
  const std::string what = words.text("what");
  if (what == "journal") {
    trouble.points = {Point::journal_open, Point::journal_append, Point::journal_next,
                      Point::journal_tick};
    trouble.error = StoreError::Kind::read_only;
  } else if (what == "store") {
    trouble.points = {Point::open,   Point::merge,        Point::load,     Point::find,
                      Point::expire, Point::read_sources, Point::stand_ins};
  } else {
    trouble.points = {Point::connect, Point::request, Point::reply};
  }
  if (what != "link") disks_fail(words.span("for"));
  trouble.who = words.has("host") ? "mx" + words.text("host") : "mx";
  trouble.before = static_cast<unsigned>(words.number("before"));
  trouble.after = static_cast<unsigned>(words.number("after"));
  trouble.slow = words.span("slow");
  const std::uint64_t number = dice_.begin(std::move(trouble));
  fault(words.span("for"), [this, number] { dice_.end(number); });
}

void Site::disk(const Event& event) {
  const Words& words = event.words;
  ModelDisk& disk = host(words).disk();
  disks_fail(words.span("for"));
  disk.set_state(words.text("state") == "full" ? ModelDisk::State::full
                                               : ModelDisk::State::failing);
  fault(words.span("for"), [&disk] { disk.set_state(ModelDisk::State::well); });
}

void Site::database(const Event& event) {
  const Words& words = event.words;
  ModelDatabase& database = stores_.database(static_cast<int>(words.number("host")));
  const std::string how = words.text("how");
  disks_fail(words.span("for"));
  const auto well = [&database] {
    database.set_state(ModelDatabase::State::up);
    database.set_read_only(false);
  };
  fault(words.span("for"), well);
  if (how == "down") database.set_state(ModelDatabase::State::down);
  if (how == "hanging") database.set_state(ModelDatabase::State::hanging);
  if (how == "read_only") database.set_read_only(true);
  if (how == "ends") database.end_connections();
  if (how == "promoted") {
    database.promote(words.span("lost"));
    // A host that writes nothing asks by and by.
    const World::Span noticed = World::Span(settings_.journal_keep) / 4;
    fault(words.span("for") + noticed, {});
    stores_lose(words.span("lost"), noticed);
  }
}

// What befalls Redis itself; what a mood is called: as in kMoods.
void Site::redis(const Event& event) {
  using Mood = ModelRedis::Mood;
  static const std::map<std::string, Mood> kMoods{{"loading", Mood::loading},
                                                  {"busy", Mood::busy},
                                                  {"read_only", Mood::read_only},
                                                  {"out_of_memory", Mood::out_of_memory},
                                                  {"cannot_save", Mood::cannot_save}};
  const Words& words = event.words;
  const std::string how = words.text("how");
  const World::Span span = words.span("for");
  ModelRedis& redis = stores_.redis();
  if (!stores_.shared()) return;
  if (const auto mood = kMoods.find(how); mood != kMoods.end()) {
    redis.set_mood(mood->second);
    return fault(span, [&redis] { redis.set_mood(Mood::well); });
  }
  if (how == "paused") {
    redis.pause();
    return fault(span, [&redis] { redis.resume(); });
  }
  if (how == "stopped") {
    redis.stop();
    return fault(span, [&redis] {
      if (!redis.running()) redis.start_empty();
    });
  }
  if (how == "cut") {
    const std::string host = "mx" + words.text("host");
    stores_.network().cut(host, Stores::kRedis);
    return fault(span, [this, host] { stores_.network().heal(host, Stores::kRedis); });
  }
  fault(World::Span(0), {});
  redis_forgets(words);
}

// Some of it, or all.
void Site::redis_forgets(const Words& words) {
  const std::string how = words.text("how");
  ModelRedis& redis = stores_.redis();
  if (!redis.running()) return;
  if (how == "flushed") {
    redis.flush();
    oracle_.hot_store_lost({}, world_.now());
  }
  if (how == "ends") redis.end_connections();
  if (how == "fails_over") redis.fail_over(words.span("lost"));
  if (how != "evicts") return;
  for (const std::string& key :
       redis.evict("", 1, static_cast<std::uint64_t>(words.number("from")))) {
    world_.note("Redis evicts " + key);
    oracle_.hot_store_lost(source_in(key), world_.now());
  }
  const std::int64_t left = words.number("times") - 1;
  if (left <= 0) return;
  Words again = words;
  again.set("times", left);
  again.set("from", words.number("from") + 1);
  world_.after(World::Span(words.number("gap")), [this, again] {
    fault(World::Span(0), {});
    redis_forgets(again);
  });
}

void Site::take_over(const Event& event) {
  using Fortune = DaemonProcess::Fortune;
  const Words& words = event.words;
  const std::map<std::string, Fortune> fortunes{{"refuses", Fortune::refuses},
                                                {"hangs", Fortune::hangs},
                                                {"dies_opening", Fortune::dies_opening},
                                                {"dies_opened", Fortune::dies_opened}};
  const auto found = fortunes.find(words.text("but"));
  const Fortune fortune = found == fortunes.end() ? Fortune::takes_over : found->second;
  fault(std::chrono::seconds(2), {});
  host(words).take_over(with_planned(host(words).settings(), words), fortune);
}

// A question to a store that comes by and by may be under way at any moment.
void Site::look_at_rest() {
  for (const auto& host : hosts_) {
    const World::Time end = world_.now() + kAQuestion;
    while (!host->unrest().empty() && world_.now() < end) {
      world_.run_until(world_.now() + kAQuestion / 20);
    }
    const std::string unrest = host->unrest();
    if (!unrest.empty())
      wrong(fmt::format("mx{} has not come to rest: {}", host->number(), unrest));
  }
}

// Each mail of the plan once more, at each host: what all know must be one.
void Site::ask_everybody() {
  std::set<std::string> asked;
  std::int64_t number = 0;
  World::Span wait{0};
  for (const Event& event : plan_.events) {
    const Words& words = event.words;
    const std::string mail =
        words.text("address") + " " + words.text("sender") + " " + words.text("recipient");
    if (event.verb != "ask" || !asked.insert(mail).second) continue;
    for (int host = 0; host < plan_.hosts; ++host) {
      wait += kBetweenAsked;
      world_.after(wait, [this, host, &words, id = ++number] {
        ask_host(host, 99, words, fmt::format("again{}", id));
      });
    }
  }
  world_.run_until(world_.now() + wait + std::chrono::seconds(3));
}

void Site::look_into_stores() {
  const UnixTime now = std::chrono::system_clock::to_time_t(HostClock::true_time(world_));
  oracle_.each_sure(now, [this](const Fact& fact, int host) {
    if (!stores_.holds(fact, host)) {
      wrong(fmt::format("the persistent store lacks {} {} {}@{} {} {}..{}",
                        static_cast<int>(fact.kind), fact.src, fact.sender_name, fact.sender_domain,
                        fact.rcpt, fact.first_seen, fact.last_seen));
    }
  });
}

}  // namespace greycache::simulation
