from django.urls import path

from social.face import views

urlpatterns = [
    path("admin/organisation/", views.organisation_page, name="admin_organisation"),
    path("brand.css", views.brand_css, name="brand_css"),
    path("brand/mark.svg", views.brand_mark, name="brand_mark"),
    path("brand/<slug:name>.png", views.brand_icon, name="brand_icon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
