//! A document of answers from JavaScript, which `pkg/engine.js` has already made plain: no getters, no cycles, no depth.

use crate::list::List as _;
use js_sys::{Array, Object};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::JsValue;

use crate::eval::Answer;
use crate::wire;

/// The document without loss: a number keeps the digits that JavaScript writes it with.
pub fn answer(value: &JsValue) -> Answer {
    if let Some(truth) = value.as_bool() {
        return Answer::YesNo(truth);
    }
    if let Some(text) = value.as_string() {
        return Answer::Text(text);
    }
    if value.as_f64().is_some() {
        // Its own `toString`, as it is called on the value.
        return Answer::Number(value.unchecked_ref::<Object>().to_string().into());
    }
    if let Some(list) = value.dyn_ref::<Array>() {
        return Answer::List(list.iter().map(|item| answer(&item)).list());
    }
    if !value.is_object() {
        return Answer::Unknown;
    }
    let mut pairs = Vec::new();
    // Its copies have no prototype, so none of them is an instance of `Object`.
    for pair in Object::entries(value.unchecked_ref()).iter() {
        let pair: Array = pair.unchecked_into();
        pairs.push((pair.get(0).as_string().unwrap_or_default(), answer(&pair.get(1))));
    }
    wire::each(pairs)
}
