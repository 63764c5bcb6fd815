// What the build has put into the program, kept by browsers for some minutes.
#include "greyweb/panel/static_files.h"

#include "greyweb/page/embedded_files.h"

namespace greycache::web {

namespace {

std::string_view type_of(std::string_view path) {
  if (path.ends_with(".css")) return "text/css; charset=utf-8";
  if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
  return "image/svg+xml";
}

}  // namespace

HttpResponse static_file(std::string_view path) {
  const EmbeddedFile* file = find_embedded(path.substr(1));
  if (file == nullptr) {
    return {.status = 404, .content_type = "text/plain", .body = "no such file\n", .headers = {}};
  }
  return {.content_type = std::string(type_of(path)),
          .body = std::string(file->content),
          .headers = {{"Cache-Control", "private, max-age=300"}}};
}

}  // namespace greycache::web
