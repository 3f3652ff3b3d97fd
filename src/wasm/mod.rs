//! The exports for JavaScript, over `engine` and `wire`: no decision, no default, no words but names.
//!
//! Cheap calls go through two rows of integers in linear memory, which `pkg/engine.js` writes and reads;
//! documents go as plain values. The only room that names wasm-bindgen.

mod answers;
mod documents;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use self::documents::to_js;
use crate::engine;
use crate::eval::{Case, Packer, Scratch};
use crate::source::SourceFile;
use crate::value::{DAY, Date, Moment};
use crate::wire;

#[cfg(target_family = "wasm")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The crate's version.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The linear memory, for views on the rows.
#[wasm_bindgen]
pub fn linear_memory() -> JsValue {
    wasm_bindgen::memory()
}

/// The policy in the standard layout: `{ text, diagnostics }`.
#[wasm_bindgen]
pub fn format(name: &str, text: &str) -> JsValue {
    let source = SourceFile::new(name, text);
    let (text, diagnostics) = engine::format(&source);
    to_js(&wire::formatted(&source, text.as_deref(), &diagnostics))
}

/// Minutes since 1970 of London's midnight on a day `YYYY-MM-DD`; not a number where there is no such day or the clocks change on it.
#[wasm_bindgen]
pub fn midnight(date: &str) -> f64 {
    let Ok(date) = Date::parse(date) else { return f64::NAN };
    let (start, next) = (
        Moment::in_london(date, 0),
        Moment::in_london(Date { days: date.days + 1 }, 0),
    );
    if next.minutes - start.minutes == DAY {
        f64::from(start.minutes)
    } else {
        f64::NAN
    }
}

/// Minutes since 1970 of a fact's moment as text; not a number where it is none.
#[wasm_bindgen]
pub fn minutes(moment: &str) -> f64 {
    Moment::parse(moment).map_or(f64::NAN, |moment| f64::from(moment.minutes))
}

/// The same of the moment decided for, which in the hour that comes twice is the second.
#[wasm_bindgen]
pub fn now_minutes(moment: &str) -> f64 {
    Moment::parse_now(moment).map_or(f64::NAN, |moment| f64::from(moment.minutes))
}

/// A moment as documents write it.
#[wasm_bindgen]
pub fn moment(minutes: i32) -> String {
    moment_at(minutes).to_string()
}

fn moment_at(minutes: i32) -> Moment {
    Moment {
        minutes: minutes.clamp(Moment::FIRST.minutes, Moment::LAST.minutes),
    }
}

/// What compiling gave.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Compilation {
    engine: Option<Engine>,
    diagnostics: JsValue,
}

/// Compiles a policy. Where it builds on others, names and texts of all come with U+0000 between, the lowest first.
#[wasm_bindgen]
pub fn compile(name: &str, text: &str) -> Compilation {
    let texts = text.splitn(name.split('\0').count(), '\0');
    let mut layers = name
        .split('\0')
        .zip(texts)
        .map(|(name, text)| SourceFile::new(name, text));
    let mut source = layers.next().unwrap_or_else(|| SourceFile::new("", ""));
    for layer in layers {
        source = layer.on(source);
    }
    let compiled = engine::compile(&source);
    let diagnostics = to_js(&wire::diagnostics(&source, &compiled.diagnostics));
    Compilation {
        engine: compiled.engine.map(|engine| Engine::new(source, engine)),
        diagnostics,
    }
}

#[wasm_bindgen]
impl Compilation {
    /// The engine, once; none where the policy does not compile.
    pub fn engine(&mut self) -> Option<Engine> {
        self.engine.take()
    }

    /// The messages.
    pub fn diagnostics(&self) -> JsValue {
        self.diagnostics.clone()
    }
}

/// A compiled policy with the rows that JavaScript reads and writes.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    source: SourceFile,
    engine: engine::Engine,
    packer: Packer,
    scratch: Scratch,
    /// Its row of slots is written by JavaScript, and empty whenever it has control.
    case: Case,
    /// The packed grade: read by JavaScript.
    packed: Vec<i32>,
}

#[wasm_bindgen]
impl Engine {
    fn new(source: SourceFile, engine: engine::Engine) -> Engine {
        let packer = Packer::new(engine.program());
        let case = engine.case(Moment { minutes: 0 });
        // As large as it can be, so that its place in memory never changes.
        let packed = vec![0; packer.most(engine.program())];
        Engine {
            source,
            engine,
            packer,
            scratch: Scratch::default(),
            case,
            packed,
        }
    }

    /// Where the row of slots stands in memory.
    pub fn row(&self) -> *const i32 {
        self.case.row().as_ptr()
    }

    /// Where the packed grade stands in memory.
    pub fn packed(&self) -> *const i32 {
        self.packed.as_ptr()
    }

    /// What JavaScript needs to encode rows and decode packed grades.
    pub fn tables(&self) -> JsValue {
        to_js(&wire::tables(self.engine.program(), &self.packer))
    }

    /// Grades the row as JavaScript wrote it, which is to hold only what its slots may.
    pub fn grade(&mut self, now: i32) {
        self.case.set_now(moment_at(now));
        self.pack();
    }

    /// Grades a document of answers, whatever is in it, and gives the faults.
    pub fn grade_document(&mut self, answers: JsValue, now: i32) -> JsValue {
        self.give(answers, now);
        let faults = to_js(&wire::faults(self.case.faults()));
        self.pack();
        faults
    }

    /// The whole decision on a document of answers.
    pub fn decide(&mut self, answers: JsValue, now: i32) -> JsValue {
        self.give(answers, now);
        let decision = self.engine.decide(&self.case);
        let decision = to_js(&wire::decision(self.engine.program(), &self.case, &decision));
        self.case.clear(moment_at(now));
        decision
    }

    fn give(&mut self, answers: JsValue, now: i32) {
        self.case.clear(moment_at(now));
        wire::give(self.engine.program(), &mut self.case, &answers::answer(&answers));
    }

    fn pack(&mut self) {
        let grade = self.engine.grade(&self.case, &mut self.scratch);
        self.packer
            .pack(self.engine.program(), &self.case, &grade, &mut self.packed);
        self.case.clear(self.case.now());
    }

    /// What the policy asks, grades and whom it tells.
    pub fn schema(&self) -> JsValue {
        to_js(&wire::schema(self.engine.program()))
    }

    /// Runs the policy's own examples.
    pub fn test(&self) -> JsValue {
        let results = self.engine.test();
        to_js(&wire::examples(results.iter().map(|result| (&self.source, result))))
    }
}
