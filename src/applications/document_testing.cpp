#include "applications/document_testing.hpp"

namespace qyzmet::applications::testing {

DocumentKey document_key() {
  Digest seed;
  seed.fill(std::byte{0x44});
  return {.signer = journal::Signer(seed), .name = "qyzmet.test/documents"};
}

Issue certificate() {
  const Text region{.kk = "Алматы қаласы", .ru = "город Алматы", .en = "Almaty city"};
  return {.kind = DocumentKind::certificate,
          .title = {.kk = "Мекенжай анықтамасы", .ru = "Адресная справка", .en = "Address certificate"},
          .people = {{.name = "Әбдіқұлова Ғайша Өмірһанқызы", .iin = "900315400007"}},
          .facts = {{.label = {.kk = "Тұрғылықты жері", .ru = "Место жительства", .en = "Place of residence"},
                     .value = Address{region, "Алматы", "Абай даңғылы, 10, 5-пәтер"},
                     .basis = Basis::checked},
                    {.label = {.kk = "Тіркелген күні", .ru = "Дата регистрации", .en = "Registered on"},
                     .value = Date{std::chrono::year{2019} / 12 / 31}},
                    {.label = {.kk = "Ай сайынғы төлем", .ru = "Ежемесячная выплата", .en = "Monthly payment"},
                     .value = Money{4'325'050},
                     .basis = Basis::unverified},
                    {.label = {.kk = "Мақсаты", .ru = "Цель", .en = "Purpose"},
                     .value = Text{.kk = "Банкке", .ru = "Для банка", .en = "For a bank"},
                     .basis = Basis::stated}},
          .decision = {.text = {.kk = "Жоғарыда аталған адам осы мекенжай бойынша тіркелгені расталады.",
                                .ru = "Подтверждается, что указанное лицо зарегистрировано по этому адресу.",
                                .en = "It is certified that the person named is registered at this address."},
                       .reasons = {},
                       .legal_basis = {{.kk = "«Тұрғын үй қатынастары туралы» Заңның үлгі-бабы",
                                        .ru = "Закон «О жилищных отношениях», статья-образец",
                                        .en = "Law on Housing Relations, a sample article"}},
                       .would_change = {}},
          .valid_until = Date{std::chrono::year{2026} / 3 / 15}};
}

Issue refusal() {
  Issue issue = certificate();
  issue.kind = DocumentKind::refusal;
  issue.title = {.kk = "Бас тарту туралы хабарлама", .ru = "Уведомление об отказе", .en = "Notice of refusal"};
  issue.facts.clear();
  issue.decision = {
      .text = {.kk = "Жәрдемақы тағайындалмайды.", .ru = "Пособие не назначено.", .en = "No allowance is granted."},
      .reasons = {{.kk = "Отбасында төрт кәмелетке толмаған бала жоқ.",
                   .ru = "В семье нет четырёх несовершеннолетних детей.",
                   .en = "There are not four minor children in the family."},
                  {.kk = "Табыс туралы анықтама берілмеген.",
                   .ru = "Справка о доходах не представлена.",
                   .en = "No statement of income was handed in."}},
      .legal_basis = {{.kk = "Әлеуметтік кодекс, үлгі-бап",
                       .ru = "Социальный кодекс, статья-образец",
                       .en = "Social Code, a sample article"}},
      .would_change = {{.kk = "Табыс туралы анықтаманы тапсырып, қайта өтініш беріңіз.",
                        .ru = "Представьте справку о доходах и подайте заявление снова.",
                        .en = "Hand in a statement of income and apply again."}}};
  issue.valid_until.reset();
  return issue;
}

ResultDocument issued(const Issue& issue) {
  return {.id = {371927012345678901},
          .application = {371926999999999999},
          .service = "kz.address-certificate",
          .service_version = 3,
          .service_title = {.kk = "Мекенжай анықтамасын беру",
                            .ru = "Выдача адресной справки",
                            .en = "Issue of an address certificate"},
          .kind = issue.kind,
          .title = issue.title,
          .agency = {.id = "kz.mvd",
                     .title = {.kk = "Қазақстан Республикасы Ішкі істер министрлігі",
                               .ru = "Министерство внутренних дел Республики Казахстан",
                               .en = "Ministry of Internal Affairs of the Republic of Kazakhstan"}},
          .people = issue.people,
          .facts = issue.facts,
          .decision = issue.decision,
          .issued_at = *parse_rfc3339("2026-03-05T09:07:01.250Z"),
          .valid_until = issue.valid_until,
          .word = "7K3M-0Q9T-XWZ2-AB5D"};
}

}  // namespace qyzmet::applications::testing
