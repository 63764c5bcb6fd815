// Reads the text of a configuration file into settings.
#include "greycache/config/settings_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "common/places.h"
#include "common/text.h"
#include "greycache/config/config_lines.h"
#include "greycache/config/config_messages.h"
#include "greycache/config/panel_settings.h"
#include "greycache/config/setting_value.h"
#include "greycache/config/settings_rules.h"
#include "greycache/config/settings_table.h"
#include "greycache/config/sqlgrey_database.h"
#include "greycache/config/sqlgrey_keys.h"

namespace greycache {

namespace {

bool is_name_of_sqlgrey(std::string_view file) {
  return file.ends_with("sqlgrey.conf") || file.find("/sqlgrey/") != file.npos;
}

// Whether a line is "# db_type = Pg", as in the file that comes with SQLgrey, where each is so.
bool has_comments_of_sqlgrey(std::string_view text) {
  for (std::string_view line : split(text, '\n')) {
    line = trimmed(line);
    if (!line.starts_with('#')) continue;
    line.remove_prefix(std::min(line.find_first_not_of("# \t"), line.size()));
    const std::size_t equals = line.find('=');
    if (equals == line.npos) continue;
    const SqlgreyKey* key = find_sqlgrey_key(trimmed(line.substr(0, equals)));
    if (key != nullptr && key->use != SqlgreyKeyUse::alias) return true;
  }
  return false;
}

class SettingsReader {
 public:
  SettingsReader(const std::string& file, const std::string& panel_file)
      : messages_(file), of_panel_(panel_file), from_sqlgrey_(is_name_of_sqlgrey(file)) {}

  LoadResult read(std::string_view text, std::string_view of_panel) {
    if (text.find('\0') != text.npos) messages_.error(0, "holds NUL bytes; this is no text file");
    for (const ConfigLine& line : config_lines(text)) keep_last(line);
    for (const ConfigLine& line : config_lines(of_panel)) keep_of_panel(line);
    for (const auto& [name, line] : lines_) take(name, line);
    from_sqlgrey_ = from_sqlgrey_ || has_comments_of_sqlgrey(text);
    finish();
    if (!messages_.errors().empty()) return tl::unexpected(errors_and_warnings());
    return LoadedSettings{.settings = std::move(settings_),
                          .warnings = warnings(""),
                          .panel_faults = of_panel_.warnings()};
  }

 private:
  std::vector<std::string> errors_and_warnings() const {
    std::vector<std::string> all = messages_.errors();
    for (std::string& warning : warnings("warning: ")) all.push_back(std::move(warning));
    return all;
  }

  std::vector<std::string> warnings(std::string_view mark) const {
    std::vector<std::string> all = messages_.warnings(mark);
    for (std::string& warning : of_panel_.warnings(mark)) all.push_back(std::move(warning));
    return all;
  }

  // The setting that a key stands for, otherwise the key.
  static std::string_view setting_name(std::string_view key) {
    const SqlgreyKey* known = find_sqlgrey_key(key);
    return known != nullptr && known->use == SqlgreyKeyUse::alias ? known->instead : key;
  }

  void keep_last(const ConfigLine& line) {
    if (line.key.empty()) {
      messages_.error(line.number, "there is no key before the \"=\"; write key = value");
      return;
    }
    const auto [place, fresh] = lines_.try_emplace(setting_name(line.key), line);
    if (fresh) return;
    messages_.warning(line.number,
                      fmt::format("{} is set in line {}, too; line {} is what counts",
                                  escaped(line.key, 80), place->second.number, line.number));
    place->second = line;
  }

  void keep_of_panel(const ConfigLine& line) {
    const Setting* setting = find_setting(line.key);
    Settings scratch;
    std::string wrong = "the panel does not write that";
    if (setting != nullptr && may_panel_write(*setting)) {
      wrong = set_from_text(*setting, line.value, scratch);
    }
    if (wrong.empty()) {
      lines_.insert_or_assign(setting->name, line);
    } else {
      of_panel_.warning(line.number,
                        fmt::format("is left out: {}: {}", escaped(line.key, 80), wrong));
    }
  }

  void take(std::string_view name, const ConfigLine& line) {
    if (const Setting* setting = find_setting(name); setting != nullptr) {
      take_setting(*setting, line);
    } else if (const SqlgreyKey* key = find_sqlgrey_key(name); key != nullptr) {
      take_sqlgrey(*key, line);
    } else {
      unknown(line);
    }
  }

  void take_setting(const Setting& setting, const ConfigLine& line) {
    if (const std::string wrong = set_from_text(setting, line.value, settings_); !wrong.empty()) {
      messages_.error(line.number, fmt::format("{}: {}", setting.name, wrong));
      return;
    }
    const bool is_switch = std::holds_alternative<bool Settings::*>(setting.member);
    if (is_switch && line.value.empty()) {
      messages_.warning(
          line.number,
          fmt::format("{} has no value and is read as off; write on or off", setting.name));
    }
    warn_of_cut(line);
  }

  void take_sqlgrey(const SqlgreyKey& key, const ConfigLine& line) {
    from_sqlgrey_ = true;
    if (key.use == SqlgreyKeyUse::ignored) {
      messages_.warning(line.number,
                        fmt::format("{} has no meaning here. {}", key.name, key.instead));
      return;
    }
    database_.take(key.name, line.value, line.number);
    warn_of_cut(line);
  }

  void warn_of_cut(const ConfigLine& line) {
    if (!line.cut_inside_word || line.value.empty()) return;
    messages_.warning(
        line.number,
        fmt::format("{}: what follows \"#\" is a comment and not part of the value", line.key));
  }

  void unknown(const ConfigLine& line) {
    const std::string_view near = nearest(line.key, setting_names());
    const std::string hint =
        near.empty() ? "see greycache.conf(5)" : fmt::format("did you mean {}?", near);
    messages_.error(line.number,
                    fmt::format("there is no setting \"{}\"; {}", escaped(line.key, 80), hint));
  }

  int line_of(std::string_view name) const {
    const auto found = lines_.find(name);
    return found == lines_.end() ? 0 : found->second.number;
  }

  void finish() {
    database_.apply(line_of("storage"), line_of("database"), settings_, messages_);
    if (from_sqlgrey_ && line_of("inet") == 0 && line_of("socket") == 0) {
      messages_.warning(0,
                        fmt::format("SQLgrey listens on localhost:2501 where neither inet nor unix "
                                    "is set, greycache on {} only; write inet = 2501 to keep both",
                                    settings_.socket));
    }
    warn_of_mode();
    keep_greymethod();
    follow_other_settings(settings_, [&](std::string_view name) { return line_of(name); });
    check_together(
        settings_, [&](std::string_view name) { return line_of(name); }, messages_);
  }

  // SQLgrey's default, so that its entries and answers stay what they were.
  void keep_greymethod() {
    if (!from_sqlgrey_ || line_of("greymethod") != 0) return;
    settings_.greymethod = GreyMethod::smart;
    messages_.warning(0,
                      "greymethod is not set, and in SQLgrey that means smart; write greymethod = "
                      "organisation for less delay, or greymethod = smart to keep it");
  }

  // Where the setting stands under SQLgrey's name for it.
  void warn_of_mode() {
    const auto line = lines_.find("socket");
    if (line == lines_.end() || line->second.key == "socket") return;
    if (line_of("socket_mode") != 0 || line_of("socket_group") != 0) return;
    messages_.warning(
        line->second.number,
        fmt::format("SQLgrey's socket has mode 0666, this one {:04o} and the group of the daemon: "
                    "a Postfix that asks it directly is refused, and answers 451; write "
                    "socket_mode = 0666, or socket_group with a group that the account postfix is "
                    "in, and a directory that it may enter ({} is for the daemon's group "
                    "alone). Under systemd another directory needs a ReadWritePaths=",
                    settings_.socket_mode, GREYCACHE_RUN_DIR));
  }

  ConfigMessages messages_;
  ConfigMessages of_panel_;
  Settings settings_;
  SqlgreyDatabase database_;
  bool from_sqlgrey_;
  std::map<std::string_view, ConfigLine> lines_;
};

}  // namespace

LoadResult read_settings(std::string_view text, const std::string& file) {
  return SettingsReader(file, "").read(text, {});
}

LoadResult read_settings(std::string_view text, const std::string& file,
                         const PanelText& of_panel) {
  return SettingsReader(file, of_panel.file).read(text, of_panel.text);
}

}  // namespace greycache
