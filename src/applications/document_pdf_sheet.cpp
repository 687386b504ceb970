#include "applications/document_pdf_sheet.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <numbers>

#include "applications/overloaded.hpp"
#include "base/check.hpp"

#ifdef __SANITIZE_ADDRESS__
/// fontconfig 2.14 loses 288 bytes once, when it reads the machine's configuration (FcInitLoadConfigAndFonts); we call
/// nothing of it ourselves.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig.so\n"; }
#endif

namespace qyzmet::applications::pdf {
namespace {

struct Free {
  void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(PangoLayoutIter* iterator) const { pango_layout_iter_free(iterator); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

constexpr double kLeading = 1.32;
constexpr double kFootSize = 8;
constexpr double kAcrossSize = 58;

Owned<PangoFontDescription> description_of(const Style& style) {
  Owned<PangoFontDescription> description(pango_font_description_new());
  pango_font_description_set_family(description.get(), std::string(kFont).c_str());
  pango_font_description_set_weight(description.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(description.get(), style.size * PANGO_SCALE);
  return description;
}

cairo_status_t write_to(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

/// Fonts that were found and read, of this thread: pango's own default is never given back.
PangoFontMap* fonts() {
  thread_local const std::unique_ptr<PangoFontMap, Unref<PangoFontMap>> map(pango_cairo_font_map_new());
  return map.get();
}

}  // namespace

/// Nothing of the screen's settings may show on paper: shapes and widths are those of the font alone.
Sheet::Sheet(std::string_view lang) : context_(pango_font_map_create_context(fonts())) {
  const Owned<cairo_font_options_t> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context_.get(), options.get());
  pango_cairo_context_set_resolution(context_.get(), 72);
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  pango_context_set_language(context_.get(), pango_language_from_string(std::string(lang).c_str()));
}

Sheet::~Sheet() = default;

bool Sheet::has_font() const {
  const auto wanted = description_of({});
  const std::unique_ptr<PangoFont, Unref<PangoFont>> font(pango_context_load_font(context_.get(), wanted.get()));
  if (font == nullptr) return false;
  const Owned<PangoFontDescription> found(pango_font_describe(font.get()));
  return pango_font_description_get_family(found.get()) == kFont;
}

void Sheet::begin(std::string_view tag, std::string_view attributes) {
  acts_.emplace_back(Begin{std::string(tag), std::string(attributes)});
}

void Sheet::end() { acts_.emplace_back(End{}); }

Layout Sheet::layout(std::string_view text, const Style& style, double width) const {
  Layout layout(pango_layout_new(context_.get()), Unref<PangoLayout>());
  pango_layout_set_font_description(layout.get(), description_of(style).get());
  pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing(layout.get(), static_cast<float>(kLeading / 1.362));  // of Noto Sans itself: 1.362
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

double Sheet::height(const Layout& layout) {
  int height = 0;
  pango_layout_get_size(layout.get(), nullptr, &height);
  return static_cast<double>(height) / PANGO_SCALE;
}

void Sheet::turn() {
  acts_.emplace_back(Break{});
  ++pages_;
  y_ = kTop;
}

void Sheet::keep(double height) {
  if (y_ > kTop && y_ + height > kBottom) turn();
}

void Sheet::to_foot(double height) {
  keep(height);
  y_ = std::max(y_, kBottom - height);
}

void Sheet::text(std::string_view text, const Style& style, double left, double right) {
  flow(layout(text, style, right - left), style, left);
}

void Sheet::flow(const Layout& layout, const Style& style, double left) {
  const Owned<PangoLayoutIter> line(pango_layout_get_iter(layout.get()));
  double above = 0;
  int number = 0;
  do {
    int top = 0;
    int bottom = 0;
    pango_layout_iter_get_line_yrange(line.get(), &top, &bottom);
    const double height = static_cast<double>(bottom - top) / PANGO_SCALE;
    keep(height);
    const double baseline = y_ + static_cast<double>(pango_layout_iter_get_baseline(line.get()) - top) / PANGO_SCALE;
    acts_.emplace_back(Line{layout, number++, left, baseline, style.colour});
    y_ += height;
    above += height;
  } while (pango_layout_iter_next_line(line.get()) != 0);
}

void Sheet::place(const Layout& layout, const Style& style, double left, double top) {
  const double here = y_;
  y_ = top;
  const Owned<PangoLayoutIter> line(pango_layout_get_iter(layout.get()));
  int number = 0;
  do {
    const double baseline = top + static_cast<double>(pango_layout_iter_get_baseline(line.get())) / PANGO_SCALE;
    acts_.emplace_back(Line{layout, number++, left, baseline, style.colour});
  } while (pango_layout_iter_next_line(line.get()) != 0);
  y_ = here;
}

void Sheet::rule(const Colour& colour, double thickness) {
  rectangle(kLeft, y_, kRight - kLeft, thickness, colour);
  y_ += thickness;
}

void Sheet::rectangle(double left, double top, double width, double height, const Colour& colour) {
  acts_.emplace_back(Rectangle{left, top, width, height, colour});
}

/// Goes through the acts once; at the end of a page what is open is closed, and opened again on the next.
class Sheet::Painter {
 public:
  Painter(const Sheet& sheet, cairo_t* cairo, const Furniture& furniture)
      : sheet_(sheet), cairo_(cairo), furniture_(furniture) {}

  void paint() {
    begin_page();
    for (const Act& act : sheet_.acts_) {
      std::visit(Overloaded{[this](const Begin& one) { open(one); }, [this](const End&) { close(); },
                            [this](const Line& line) { draw(line); }, [this](const Rectangle& one) { draw(one); },
                            [this](const Break&) { turn(); }},
                 act);
    }
    CHECK(open_.empty());
    end_page();
  }

 private:
  void open(const Begin& one) {
    cairo_tag_begin(cairo_, one.tag.c_str(), one.attributes.c_str());
    open_.push_back(one);
  }
  void close() {
    CHECK(!open_.empty());
    cairo_tag_end(cairo_, open_.back().tag.c_str());
    open_.pop_back();
  }
  void turn() {
    for (auto one = open_.rbegin(); one != open_.rend(); ++one) cairo_tag_end(cairo_, one->tag.c_str());
    end_page();
    begin_page();
    for (const Begin& one : open_) cairo_tag_begin(cairo_, one.tag.c_str(), one.attributes.c_str());
  }
  void colour(const Colour& colour) { cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue); }
  void draw(const Line& line) {
    colour(line.colour);
    PangoLayoutLine* const drawn = pango_layout_get_line_readonly(line.layout.get(), line.number);
    cairo_move_to(cairo_, line.left, line.baseline);
    pango_cairo_show_layout_line(cairo_, drawn);
  }
  void draw(const Rectangle& one) {
    colour(one.colour);
    cairo_rectangle(cairo_, one.left, one.top, one.width, one.height);
    cairo_fill(cairo_);
  }
  void begin_page() {
    ++page_;
    if (furniture_.across.empty()) return;
    const Style style{.size = kAcrossSize, .bold = true};
    const Layout layout = sheet_.layout(furniture_.across, style, 2 * kHeight);
    int width = 0;
    pango_layout_get_size(layout.get(), &width, nullptr);
    cairo_save(cairo_);
    cairo_translate(cairo_, kWidth / 2, kHeight / 2);
    cairo_rotate(cairo_, -std::numbers::pi / 3.3);
    cairo_move_to(cairo_, -static_cast<double>(width) / PANGO_SCALE / 2, -height(layout) / 2);
    pango_cairo_layout_path(cairo_, layout.get());  // a picture: whoever copies the text does not copy it
    colour({0.93, 0.94, 0.94});
    cairo_fill(cairo_);
    cairo_restore(cairo_);
  }
  void end_page() {
    const Style style{.size = kFootSize, .colour = kQuiet};
    const Layout layout = sheet_.layout(furniture_.foot(page_, sheet_.pages_), style, kRight - kLeft);
    colour(style.colour);
    cairo_move_to(cairo_, kLeft, kHeight - 40);
    pango_cairo_show_layout(cairo_, layout.get());
    cairo_show_page(cairo_);
  }

  const Sheet& sheet_;
  cairo_t* cairo_;
  const Furniture& furniture_;
  std::vector<Begin> open_;
  int page_ = 0;
};

std::string Sheet::paint(const About& about, const Furniture& furniture) const {
  std::string pdf;
  const Owned<cairo_surface_t> surface(cairo_pdf_surface_create_for_stream(write_to, &pdf, kWidth, kHeight));
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, about.title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_AUTHOR, about.author.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, to_rfc3339(about.created).c_str());
  const Owned<cairo_t> cairo(cairo_create(surface.get()));
  Painter(*this, cairo.get(), furniture).paint();
  CHECK(cairo_status(cairo.get()) == CAIRO_STATUS_SUCCESS);
  cairo_surface_finish(surface.get());
  CHECK(cairo_surface_status(surface.get()) == CAIRO_STATUS_SUCCESS);
  return pdf;
}

}  // namespace qyzmet::applications::pdf
