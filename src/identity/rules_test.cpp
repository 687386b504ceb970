// The pure rules: sessions, mandates, limits, passwords.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/random.hpp"
#include "identity/device.hpp"
#include "identity/limits.hpp"
#include "identity/live.hpp"
#include "identity/mandate.hpp"
#include "identity/password.hpp"
#include "identity/session.hpp"

namespace qyzmet::identity {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Instant kNow = from_ms(1'772'700'000'000);

Session session_of_person() {
  return {.id = 7,
          .way = Way::demonstration,
          .person = 3,
          .opened_at = kNow,
          .last_seen = kNow,
          .ends_at = kNow + hours(12)};
}

TEST(SessionRules, SilenceEndsASessionAndTwelveHoursEndAnyOther) {
  Session session = session_of_person();
  EXPECT_EQ(silent_end(session), kNow + minutes(30));
  session.last_seen = kNow + hours(11) + minutes(50);
  EXPECT_EQ(silent_end(session), kNow + hours(12));
  Session staff = session_of_person();
  staff.person = 0;
  staff.staff = 4;
  EXPECT_EQ(silent_end(staff), kNow + minutes(15));
  Session token = session_of_person();
  token.person = 0;
  token.client = 5;
  token.ends_at = kNow + hours(1);
  EXPECT_EQ(silent_end(token), kNow + hours(1));
}

TEST(SessionRules, ACallerIsWhatTheSessionIs) {
  const http::Caller person = caller_of(session_of_person());
  EXPECT_EQ(person.id, "person:3");
  EXPECT_TRUE(person.has(http::Role::citizen) && person.by_cookie && person.session == 7 && person.staff == 0);
  Session token{.id = 9, .client = 5, .scopes = 2};
  const http::Caller client = caller_of(token);
  EXPECT_EQ(client.id, "client:5");
  EXPECT_TRUE(client.may(http::Scope::applications_read) && !client.may(http::Scope::applications_file));
  EXPECT_TRUE(client.session == 0 && client.person == 0 && !client.by_cookie);
}

TEST(SessionRules, WordsAndBackAgain) {
  EXPECT_EQ(roles_to_words(2 | 16), "operator administrator");
  EXPECT_EQ(parse_roles("operator administrator"), 18U);
  EXPECT_EQ(parse_roles(""), 0U);
  EXPECT_EQ(parse_roles("king"), std::nullopt);
  EXPECT_EQ(parse_scopes("applications_file applications_read"), 3U);
  for (const Way way :
       {Way::password, Way::demonstration, Way::client_secret, Way::open_id_connect, Way::signature, Way::web_authn}) {
    EXPECT_EQ(parse_way(to_word(way)), way);
  }
}

TEST(SessionRules, SecretsAreLongAndFitACookie) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string secret = new_secret(random);
    EXPECT_EQ(secret.size(), 43U);
    EXPECT_EQ(secret.find_first_of("+/=; \""), std::string::npos) << secret;
    EXPECT_TRUE(seen.insert(secret).second);
  }
}

TEST(LiveSessions, AreFoundUntilTheyEnd) {
  Live live;
  const Digest token = sha256("t");
  live.add(token, session_of_person());
  EXPECT_TRUE(live.find(token, kNow + minutes(29), true));
  EXPECT_TRUE(live.find(token, kNow + minutes(58), false)) << "seen at minute 29";
  EXPECT_FALSE(live.find(sha256("u"), kNow, true));
  EXPECT_FALSE(live.find(token, kNow + minutes(59), true)) << "looking on is no sign of life";
  EXPECT_FALSE(live.find(token, kNow, true)) << "what is over stays over";
  live.add(token, session_of_person());
  live.end(7);
  EXPECT_FALSE(live.find(token, kNow, true));
  EXPECT_FALSE(live.find(std::int64_t{7}));
}

TEST(LiveSessions, TellOnceWhoWasSeenAndForgetWhatIsOver) {
  Live live;
  live.add(sha256("t"), session_of_person());
  live.add(Consent{.id = 1, .until = kNow + minutes(1)});
  EXPECT_TRUE(live.take_seen(kNow).empty());
  live.find(sha256("t"), kNow + minutes(1), true);
  const auto seen = live.take_seen(kNow + minutes(1));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].session, 7);
  EXPECT_EQ(seen[0].at, kNow + minutes(1));
  EXPECT_TRUE(live.take_seen(kNow + minutes(1)).empty());
  EXPECT_FALSE(live.find_consent(1));
  live.take_seen(kNow + hours(2));
  EXPECT_FALSE(live.find(std::int64_t{7}));
}

TEST(MandateRules, SayWhyNot) {
  const Mandate good{.id = 1,
                     .giver = 2,
                     .holder = 3,
                     .services = {"a", "b"},
                     .given_at = kNow,
                     .until = kNow + hours(24),
                     .uses = 2,
                     .uses_left = 1};
  EXPECT_TRUE(check_use(good, 3, "b", kNow));
  EXPECT_EQ(check_use(good, 4, "b", kNow).error().key, "mandate.not_found");
  EXPECT_EQ(check_use(good, 2, "b", kNow).error().key, "mandate.not_found") << "not even its giver";
  EXPECT_EQ(check_use(good, 3, "c", kNow).error().key, "mandate.other_service");
  EXPECT_EQ(check_use(good, 3, "b", kNow + hours(24)).error().key, "mandate.over");
  Mandate used = good;
  used.uses_left = 0;
  EXPECT_EQ(check_use(used, 3, "b", kNow).error().key, "mandate.used_up");
  used.revoked_at = kNow;
  EXPECT_EQ(check_use(used, 3, "b", kNow + hours(48)).error().key, "mandate.revoked");
}

TEST(LimitRules, AWindowTakesSoManyAndThenNoMore) {
  Rates rates;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(rates.take("a", 3, minutes(1), kNow));
  EXPECT_FALSE(rates.take("a", 3, minutes(1), kNow + std::chrono::seconds(59)));
  EXPECT_TRUE(rates.take("b", 3, minutes(1), kNow));
  EXPECT_TRUE(rates.take("a", 3, minutes(1), kNow + minutes(1)));
}

TEST(LimitRules, AFloodOfKeysStaysBounded) {
  Rates rates;
  for (int i = 0; i < 250'000; ++i) ASSERT_TRUE(rates.take("k" + std::to_string(i), 1, hours(1), kNow));
}

TEST(LimitRules, TenFailuresInARowLockALoginForTheirNetwork) {
  LockOuts locks;
  const Try one = try_of("l", "10.0.0.1");
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(locks.failed(one, kNow).empty());
  locks.succeeded(one, kNow);
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(locks.failed(one, kNow).empty());
  EXPECT_FALSE(locks.locked(one, kNow));
  const auto locked = locks.failed(one, kNow);
  ASSERT_EQ(locked.size(), 1U);
  EXPECT_EQ(locked[0].what, one.here);
  EXPECT_EQ(locked[0].until, kNow + minutes(15));
  EXPECT_FALSE(locked[0].everywhere);
  EXPECT_TRUE(locks.locked(one, kNow + minutes(14)));
  EXPECT_FALSE(locks.locked(try_of("m", "10.0.0.1"), kNow)) << "others from there go on";
  EXPECT_FALSE(locks.locked(try_of("l", "10.0.0.2"), kNow)) << "and so does its owner from elsewhere";
  EXPECT_FALSE(locks.locked(one, kNow + minutes(15)));
  EXPECT_TRUE(locks.failed(one, kNow + minutes(15)).empty()) << "ten more";
}

/// A hundred failures from everywhere lock a login, but not for the networks from which it has signed in lately: nobody
/// holds somebody up from outside.
TEST(LimitRules, AHundredFailuresLockALoginForStrangersAlone) {
  LockOuts locks;
  const Try owner = try_of("l", "10.0.0.1");
  locks.succeeded(owner, kNow - hours(24));
  std::vector<LockOuts::Lock> everywhere;
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(everywhere.empty()) << i;
    for (const auto& lock : locks.failed(try_of("l", "stranger " + std::to_string(i / 9)), kNow)) {
      if (lock.everywhere) everywhere.push_back(lock);
    }
  }
  ASSERT_EQ(everywhere.size(), 1U);
  EXPECT_EQ(everywhere[0].what, owner.login);
  EXPECT_TRUE(locks.locked(try_of("l", "a new stranger"), kNow));
  EXPECT_TRUE(locks.known(owner, kNow));
  EXPECT_FALSE(locks.locked(owner, kNow));
  EXPECT_FALSE(locks.locked(try_of("m", "a new stranger"), kNow));
  EXPECT_FALSE(locks.locked(try_of("l", "a new stranger"), kNow + minutes(15)));
  EXPECT_FALSE(locks.known(owner, kNow + hours(24 * 30))) << "lately is a month";
}

TEST(DeviceRules, ADeviceIsNamedAsItsOwnerKnowsIt) {
  constexpr std::string_view kAndroid =
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36";
  constexpr std::string_view kYandex =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 "
      "YaBrowser/24.6.0.0 Safari/537.36";
  constexpr std::string_view kSafari =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
      "Mobile/15E148 Safari/604.1";
  EXPECT_EQ(device_of(kAndroid), "Chrome, Android");
  EXPECT_EQ(device_of(kYandex), "Yandex, Windows");
  EXPECT_EQ(device_of(kSafari), "Safari, iPhone");
  EXPECT_EQ(device_of("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"), "Firefox, Linux");
  EXPECT_EQ(device_of("curl/8.5"), "");
  EXPECT_EQ(device_of("<script>"), "");
}

/// One network that sends many keeps others waiting for one of its passwords at most.
TEST(Passwords, FitOnlyThemselves) {
  SystemRandom random;
  const HashCost cheap{.memory_kib = 8, .passes = 1};
  const std::string hash = hash_password("құпия сөз", random, cheap);
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << hash;
  EXPECT_TRUE(password_fits("құпия сөз", hash));
  EXPECT_FALSE(password_fits("құпия сөз ", hash));
  EXPECT_FALSE(password_fits("", hash));
  EXPECT_NE(hash_password("құпия сөз", random, cheap), hash) << "each has its own salt";
}

/// An unknown login must cost what a known one does: both hashes name the same price, and the decoy's form is one that
/// the library takes the trouble to compute (a malformed one would be refused at once).
TEST(Passwords, TheDecoyCostsWhatARealOneDoes) {
  SystemRandom random;
  const std::string decoy = decoy_hash();
  const std::string real = hash_password("a", random);
  EXPECT_EQ(decoy.size(), real.size());
  constexpr std::string_view kPrice = "$argon2id$v=19$m=19456,t=2,p=1$";
  EXPECT_TRUE(decoy.starts_with(kPrice) && real.starts_with(kPrice));
  EXPECT_FALSE(password_fits("", decoy));
  struct Zeros final : Random {
    void fill(std::span<std::byte> out) override { std::ranges::fill(out, std::byte{0}); }
  } zeros;
  const std::string same_salt = hash_password("a", zeros);
  EXPECT_EQ(same_salt.substr(0, same_salt.rfind('$')), decoy.substr(0, decoy.rfind('$')));
  EXPECT_TRUE(password_fits("a", same_salt));
}

}  // namespace
}  // namespace qyzmet::identity
