//! A document of answers from JavaScript, which `pkg/engine.js` has already made plain: no getters, no cycles, no depth.

use crate::list::List as _;
use js_sys::{Array, Number, Object};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::JsValue;

use crate::wire::Raw;

/// The document without loss: a number keeps the digits that JavaScript writes it with.
pub fn raw(value: &JsValue) -> Raw {
    if let Some(truth) = value.as_bool() {
        return Raw::Bool(truth);
    }
    if let Some(text) = value.as_string() {
        return Raw::Text(text);
    }
    if value.as_f64().is_some() {
        let number: &Number = value.unchecked_ref();
        return Raw::Number(number.to_string_with_radix(10).map(String::from).unwrap_or_default());
    }
    if let Some(list) = value.dyn_ref::<Array>() {
        return Raw::List(list.iter().map(|item| raw(&item)).list());
    }
    if !value.is_object() {
        return Raw::Null;
    }
    let mut pairs = Vec::new();
    // Its copies have no prototype, so none of them is an instance of `Object`.
    for pair in Object::entries(value.unchecked_ref()).iter() {
        let pair = Array::from(&pair);
        pairs.push((pair.get(0).as_string().unwrap_or_default(), raw(&pair.get(1))));
    }
    Raw::Map(pairs)
}
