#include "exchange/notices.hpp"

#include <gtest/gtest.h>

#include "exchange/testing.hpp"

namespace qyzmet::exchange {
namespace {

using testing::must;

class NoticesTest : public ::testing::Test {
 protected:
  NoticesTest() {
    const std::filesystem::path data = QYZMET_SOURCE_DIR "/data/kz";
    registers = must(Registers::load(data / "registers.json", must(catalogue::Country::load(data))));
  }
  /// The field at fault and why; empty: fine.
  std::string wrong(std::string_view name, const json::value& value) {
    json::object body{{"iin", "640812 490019"}, {"notice", "birth.reported"}, {"reference", "r-1"}};
    body["register"] = "kz.births";
    body[name] = value;
    const auto read = read_notice(body, registers);
    if (read) return "";
    return read.error().fields.at(0).path + " " + read.error().fields.at(0).key;
  }

  Registers registers;
};

TEST_F(NoticesTest, WhatIsWrongIsNamed) {
  EXPECT_EQ(wrong("iin", "640812490019"), "");
  EXPECT_EQ(wrong("iin", "640812490018"), "iin iin.check_digit");
  EXPECT_EQ(wrong("iin", 5), "iin field.wrong_type");
  EXPECT_EQ(wrong("register", "kz.nobody"), "register register.unknown");
  EXPECT_EQ(wrong("register", "kz.tax"), "notice notice.unknown") << "it tells of other things";
  EXPECT_EQ(wrong("notice", "birth.registered"), "notice notice.unknown");
  EXPECT_EQ(wrong("reference", ""), "reference notice.reference_malformed");
  EXPECT_EQ(wrong("reference", "a b"), "reference notice.reference_malformed");
  EXPECT_EQ(wrong("reference", json::string(100, 'a')), "");
  EXPECT_EQ(wrong("reference", json::string(101, 'a')), "reference notice.reference_malformed");
  EXPECT_EQ(wrong("more", 1), "more field.unknown");
}

TEST_F(NoticesTest, ARegisterSaysWhatItTellsOf) {
  ASSERT_NE(registers.notice("birth.reported"), nullptr);
  EXPECT_TRUE(registers.notice("birth.reported")->title.complete());
  EXPECT_EQ(registers.notice("death.reported"), nullptr);
}

}  // namespace
}  // namespace qyzmet::exchange
