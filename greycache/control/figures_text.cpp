// The table as text, JSON and Prometheus' lines.
#include "greycache/control/figures_text.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "common/json_object.h"
#include "common/text.h"
#include "common/version.h"
#include "greycache/control/counters.h"
#include "greycache/control/delay_words.h"
#include "greycache/control/describe.h"

namespace greycache {

namespace {

std::string_view state_of(const Counter& counter, std::int64_t value) {
  return counter.states.at(static_cast<std::size_t>(value));
}

std::string words(const Counter& counter, const Figures& figures) {
  if (counter.type == Counter::Type::delays) return delays_in_words(counter.delays(figures));
  const std::int64_t value = counter.read(figures);
  if (counter.type == Counter::Type::time) return time_text(value);
  if (counter.type == Counter::Type::state) return std::string(state_of(counter, value));
  return std::to_string(value);
}

std::string json_value(const Counter& counter, const Figures& figures) {
  if (counter.type == Counter::Type::delays) return delays_json(counter.delays(figures));
  const std::int64_t value = counter.read(figures);
  const bool word = counter.type == Counter::Type::state;
  return word ? json_string(state_of(counter, value)) : std::to_string(value);
}

std::string others_text(const Figures& figures) {
  std::string text;
  for (const StandIn& other : figures.others_without_hot) {
    text += fmt::format("{:<22} away at {} since {}\n", figures.stores[0].name, other.host,
                        time_text(other.since));
  }
  return text;
}

std::string others_json(const Figures& figures) {
  std::vector<std::string> others;
  for (const StandIn& other : figures.others_without_hot) {
    others.push_back(
        JsonObject().add_text("host", other.host).add_number("since", other.since).text());
  }
  return json_list(others);
}

void add_sample(std::string& text, std::string_view name, std::string_view label,
                std::int64_t value) {
  text += fmt::format("greycache_{}", name);
  if (!label.empty()) text += fmt::format("{{{}}}", label);
  text += fmt::format(" {}\n", value);
}

std::string_view type_of(const Counter& counter) {
  if (counter.type == Counter::Type::delays) return "histogram";
  return counter.type == Counter::Type::counter ? "counter" : "gauge";
}

// A bucket holds what is in the ones before it, too, as DelayCounts has them.
void add_histogram(std::string& text, const std::string& name, const DelayCounts& delays) {
  for (std::size_t i = 0; i < DelayCounts::kSteps.size(); ++i) {
    add_sample(text, name + "_bucket", fmt::format("le=\"{}\"", DelayCounts::kSteps[i]),
               delays.within[i]);
  }
  add_sample(text, name + "_bucket", "le=\"+Inf\"", delays.mails);
  add_sample(text, name + "_sum", "", delays.seconds);
  add_sample(text, name + "_count", "", delays.mails);
}

void add_samples(std::string& text, const Counter& counter, const Figures& figures) {
  if (counter.type == Counter::Type::delays) {
    return add_histogram(text, counter.prometheus, counter.delays(figures));
  }
  const std::int64_t value = counter.read(figures);
  if (counter.type != Counter::Type::state) {
    return add_sample(text, counter.prometheus, counter.label, value);
  }
  for (const std::string_view state : counter.states) {
    add_sample(text, counter.prometheus, fmt::format("state=\"{}\"", state),
               state == state_of(counter, value) ? 1 : 0);
  }
}

void add_head(std::string& text, std::string_view name, std::string_view type,
              std::string_view help) {
  text += fmt::format("# HELP greycache_{0} {1}\n# TYPE greycache_{0} {2}\n", name, help, type);
}

void add_stores(std::string& text, const Figures& figures) {
  add_head(text, "store_up", "gauge", "Whether a store can be used.");
  for (const StoreFigures& store : figures.stores) {
    text += fmt::format("greycache_store_up{{store=\"{}\"}} {}\n", store.name, store.up ? 1 : 0);
  }
  add_head(text, "store_outages_total", "counter", "Times that a store was lost.");
  for (const StoreFigures& store : figures.stores) {
    text += fmt::format("greycache_store_outages_total{{store=\"{}\"}} {}\n", store.name,
                        store.outages);
  }
}

// Members of an object, one behind the other. "object.member" is a member of an object in it.
class JsonMembers {
 public:
  void add(std::string_view path, std::string_view value) {
    const std::size_t dot = path.find('.');
    const bool inner = dot != std::string_view::npos;
    enter(inner ? path.substr(0, dot) : "");
    (inner ? inner_ : all_).add(inner ? path.substr(dot + 1) : path, value);
  }

  std::string take() {
    enter("");
    return all_.text();
  }

 private:
  void enter(std::string_view object) {
    if (object == object_) return;
    if (!object_.empty()) all_.add(object_, std::exchange(inner_, {}).text());
    object_ = object;
  }

  JsonObject all_;
  JsonObject inner_;    // that is not added yet
  std::string object_;  // its name
};

}  // namespace

std::string stats_text(const Figures& figures) {
  std::string text = fmt::format("{}\n", kSoftware);
  std::string_view group;
  for (const Counter& counter : counters()) {
    if (counter.group != group) text += "\n";
    group = counter.group;
    text += fmt::format("{:<22} {}\n", counter.text, words(counter, figures));
  }
  text += "\n";
  for (const StoreFigures& store : figures.stores) {
    text += fmt::format("{:<22} {}{}, {} outages\n", store.name,
                        store.up ? "up" : "away: ", store.reason, store.outages);
  }
  return text + others_text(figures);
}

std::string stats_json(const Figures& figures) {
  JsonMembers members;
  members.add("version", json_string(kVersion));
  for (const Counter& counter : counters()) {
    members.add(counter.json, json_value(counter, figures));
  }
  members.add("others_without_redis", others_json(figures));
  members.add("stores", stores_json(figures));
  return members.take() + "\n";
}

std::string stores_json(const Figures& figures) {
  std::vector<std::string> stores;
  for (const StoreFigures& store : figures.stores) {
    stores.push_back(JsonObject()
                         .add_text("name", store.name)
                         .add_bool("up", store.up)
                         .add_text("reason", store.reason)
                         .add_number("outages", store.outages)
                         .text());
  }
  return json_list(stores);
}

std::string metrics_text(const Figures& figures) {
  std::string text;
  std::string_view name;
  for (const Counter& counter : counters()) {
    if (counter.prometheus != name) {
      add_head(text, counter.prometheus, type_of(counter), counter.help);
    }
    name = counter.prometheus;
    add_samples(text, counter, figures);
  }
  add_stores(text, figures);
  return text;
}

}  // namespace greycache
