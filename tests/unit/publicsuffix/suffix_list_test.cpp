// Shows what the Public Suffix List says of names, and what stands in for a file that is none.
#include "greycache/publicsuffix/suffix_list.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

std::string domain(std::string_view name) {
  static const SuffixList kList = SuffixList::built_in();
  return kList.registrable_domain(name);
}

// The path of a file with these bytes.
std::string made(const TemporaryDirectory& directory, const char* name, const std::string& bytes) {
  directory.write(name, bytes);
  return directory.file(name);
}

std::string bytes_of(std::string_view path) {
  std::ifstream stream(std::string(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool falls_back(const std::string& path, std::string_view problem) {
  const LoadedSuffixList loaded = load_suffix_list(path);
  CAPTURE(loaded.warning);
  CHECK(loaded.warning.find(problem) != std::string::npos);
  CHECK(loaded.warning.find("stands in") != std::string::npos);
  return loaded.list.registrable_domain("a.b.co.uk") == "b.co.uk";
}

}  // namespace

TEST_CASE("names belong to their registrable domain") {
  CHECK(domain("mail-am6eur05on2123.outbound.protection.outlook.com") == "outlook.com");
  CHECK(domain("a9-112.smtp-out.eu-west-1.amazonses.com") == "amazonses.com");
  CHECK(domain("outlook.com") == "outlook.com");
  CHECK(domain("mail.example.co.uk") == "example.co.uk");
  CHECK(domain("a.www.ck") == "www.ck");
  CHECK(domain("_dmarc.a_b.example.org") == "example.org");
}

TEST_CASE("the private section counts") {
  CHECK(domain("x.foo.github.io") == "foo.github.io");
  CHECK(domain("github.io").empty());
}

TEST_CASE("case and a dot at the end do not matter") {
  CHECK(domain("Mail.EXAMPLE.CO.UK") == "example.co.uk");
  CHECK(domain("mail.example.com.") == "example.com");
  CHECK(domain("mail.example.com..").empty());
}

TEST_CASE("a domain that the list does not know has two labels") {
  CHECK(domain("mail.example.internal") == "example.internal");
}

TEST_CASE("international names are found in punycode and in UTF-8") {
  CHECK(domain("www.xn--85x722f.xn--55qx5d.cn") == "xn--85x722f.xn--55qx5d.cn");
  CHECK(domain("www.\u98df\u72ee.\u516c\u53f8.cn") == "\u98df\u72ee.\u516c\u53f8.cn");
  CHECK(domain("mail.B\u00dcCHER.de") == "b\u00fccher.de");
  CHECK(domain("mail.b\xfc\x63her.de").empty());
}

TEST_CASE("a public suffix, a single label and what is no name have none") {
  for (const char* name :
       {"com", "co.uk", "localhost", "unknown", "", ".", "..", ".example.com", "a..example.com",
        "192.0.2.1", "2001:db8::1", "[192.0.2.1]", "[IPv6:2001:db8::1]", "example.123",
        "a b.example.com", "a@example.com", "-undef-", "a%.example.com", "a\n.example.com"}) {
    CHECK_MESSAGE(domain(name).empty(), name);
  }
  CHECK(domain(std::string_view("a\0.example.com", 14)).empty());
}

TEST_CASE("a public suffix is what the list itself names, and no other name") {
  const SuffixList list = SuffixList::built_in();
  for (const char* name : {"com", "CO.UK", "co.uk.", "github.io", "anything.ck"}) {
    CHECK_MESSAGE(list.is_public_suffix(name), name);
  }
  for (const char* name : {"example.com", "www.ck", "lan", "internal", "", ".", "192.0.2.1"}) {
    CHECK_MESSAGE(!list.is_public_suffix(name), name);
  }
}

TEST_CASE("a name at the limit has a domain, a longer one none") {
  std::string name = ".example.com";
  name.insert(0, SuffixList::kLongestName - name.size(), 'a');
  CHECK(domain(name) == "example.com");
  CHECK(domain('a' + name).empty());
}

TEST_CASE("Debian's file is read, compiled and as text") {
  for (const std::string& path : {std::string(kDebianSuffixList),
                                  std::string("/usr/share/publicsuffix/public_suffix_list.dat")}) {
    if (!std::filesystem::exists(path)) continue;
    const LoadedSuffixList loaded = load_suffix_list(path);
    CHECK(loaded.warning.empty());
    CHECK(loaded.list.registrable_domain("a.b.co.uk") == "b.co.uk");
  }
}

TEST_CASE("the file counts, not the copy in the library") {
  const TemporaryDirectory directory;
  const std::string examples =
      "com\ncom.au\ncom.br\ncom.cn\nco.jp\nco.nz\nco.uk\nco.za\n*.ck\n!www.ck\n*.kawasaki.jp\n"
      "!city.kawasaki.jp\nau\nbr\ncn\njp\nnz\nuk\nza\n";
  const std::string list = "// ===BEGIN ICANN DOMAINS===\n" + examples +
                           "// ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\n"
                           "github.io\nhoster.example\n// ===END PRIVATE DOMAINS===\n";
  const LoadedSuffixList loaded = load_suffix_list(made(directory, "own", list));
  CHECK(loaded.warning == "");
  CHECK(loaded.list.registrable_domain("a.b.hoster.example") == "b.hoster.example");
}

TEST_CASE("for a file that is missing or is no file the copy in the library stands in") {
  const TemporaryDirectory directory;
  CHECK(falls_back(directory.file("missing"), "No such file"));
  CHECK(falls_back(directory.file(""), "is no file"));
  const std::string pipe = directory.file("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(falls_back(pipe, "is no file"));
}

TEST_CASE("for a file that is no list, is cut off or too long the copy stands in") {
  const TemporaryDirectory directory;
  CHECK(falls_back(made(directory, "empty", ""), "is no"));
  CHECK(falls_back(made(directory, "other", "root:x:0:0\nnobody\n"), "is no whole"));
  CHECK(falls_back(made(directory, "head", ".DAFSA@PSL_0   \n"), "is no"));
  CHECK(falls_back(made(directory, "long", std::string((16 << 20) + 1, '\n')), "16 MiB"));
  const std::string whole = bytes_of(kDebianSuffixList);
  if (whole.empty()) return;
  for (const std::size_t part : {4U, 8U, 50U}) {
    CHECK(falls_back(made(directory, "cut", whole.substr(0, whole.size() - whole.size() / part)),
                     "is no whole"));
  }
}

TEST_CASE("a warning fits a log") {
  CHECK(load_suffix_list("/no\nsuch\x1b file").warning.find_first_of("\n\x1b") ==
        std::string::npos);
}

}  // namespace greycache
