#include "base/file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace qyzmet {
namespace {

TEST(File, ReadsUpToItsLimit) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "qyzmet_file_test";
  const std::string text(20'000, 'x');
  std::ofstream(file, std::ios::binary) << text;
  EXPECT_EQ(read_file(file, text.size()).value(), text);
  EXPECT_EQ(read_file(file, text.size() - 1).error().key, "file.too_large");
  std::filesystem::remove(file);
  EXPECT_EQ(read_file(file, 1).error().key, "file.cannot_read");
  EXPECT_EQ(read_file(::testing::TempDir(), 1).error().key, "file.cannot_read");
}

}  // namespace
}  // namespace qyzmet
