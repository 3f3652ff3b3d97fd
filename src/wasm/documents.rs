//! A document for JavaScript.
//!
//! serde-wasm-bindgen writes its plain values; lists and objects are put together here. There the keys of objects would
//! either be made anew each time, which takes a third longer, or stand in a hash table, which is 1,600 bytes.

use js_sys::{Array, Object};
use serde::Serializer as _;
use serde_wasm_bindgen::{Error, Serializer};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::wire::Document;

#[wasm_bindgen]
extern "C" {
    /// A plain object. Unlike `Reflect::set` this cannot fail, and is quick.
    type Plain;

    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Plain, key: &JsValue, value: &JsValue);
}

/// The document, where nothing is null.
pub fn to_js(document: &Document<'_>) -> JsValue {
    // A document holds nothing that a plain object cannot, so this never fails.
    write(document, &mut Vec::new()).unwrap_or(JsValue::NULL)
}

/// `keys` holds each key once it is made for JavaScript: most stand in a document many times.
fn write<'a>(document: &Document<'a>, keys: &mut Vec<(&'a str, JsValue)>) -> Result<JsValue, Error> {
    let plain = &Serializer::json_compatible();
    match document {
        Document::None => plain.serialize_none(),
        Document::YesNo(truth) => plain.serialize_bool(*truth),
        Document::Number(number) => plain.serialize_f64(*number as f64),
        Document::Text(text) => plain.serialize_str(text),
        Document::Made(text) => plain.serialize_str(text),
        Document::List(list) => {
            let array = Array::new();
            for item in list {
                array.push(&write(item, keys)?);
            }
            Ok(array.into())
        }
        Document::Object(entries) => {
            let object: Plain = Object::new().unchecked_into();
            for (key, value) in entries {
                let value = write(value, keys)?;
                if let Some((_, known)) = keys.iter().find(|(known, _)| core::ptr::eq(*known, *key)) {
                    object.set(known, &value);
                } else {
                    let made = JsValue::from(*key);
                    object.set(&made, &value);
                    keys.push((key, made));
                }
            }
            Ok(object.into())
        }
    }
}
